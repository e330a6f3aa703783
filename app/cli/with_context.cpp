#include "app/cli/with_context.h"

namespace tonewright::cli
{

ExitStatus withContext(const Environment &environment, const std::function<Result<void>(RunContext &, Console &)> &work)
{
    Console console(environment.volume);
    RunContext context(console, environment.stop);
    if (const auto done = work(context, console); !done) {
        console.error(done.error());
        return exitStatusOf(done.error().code);
    }
    return kDone;
}

}  // namespace tonewright::cli
