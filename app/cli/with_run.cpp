#include "app/cli/with_run.h"

#include "core/project/project.h"

namespace tonewright::cli
{

ExitStatus withRun(const Environment &environment, const std::filesystem::path &folder,
                   const RunSession::ResumeOptions &options, Console::Volume openingNotes,
                   const std::function<Result<void>(RunSession &, RunContext &, Console &)> &work)
{
    Console console(environment.volume);
    const auto project = Project::open(folder);
    Result<void> done = project ? Result<void>() : fail(project.error());
    if (project) {
        Console opening(openingNotes);
        RunSession session(**project, environment.registry, opening);
        RunContext context(session.listener(), environment.stop);
        done = session.open(options, context);
        if (done) {
            RunContext working(console, environment.stop);
            done = work(session, working, console);
        }
    }
    if (!done) {
        console.error(done.error());
        return exitStatusOf(done.error().code);
    }
    return kDone;
}

}  // namespace tonewright::cli
