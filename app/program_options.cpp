#include "app/program_options.h"

#include <CLI/CLI.hpp>
#include <iostream>

#include "core/base/log.h"

namespace tonewright
{

std::optional<int> parseProgramOptions(int argc, char **argv, ProgramOptions &options)
{
    CLI::App app("Tonewright: train, watch and hear agents that process audio.", "tonewright");
    app.set_version_flag("--version", programVersion());
    app.add_option("PATH", options.paths,
                   "A folder of music, an audio file, or a project. Without one, the demo project is opened.");
    app.add_flag("--headless", options.headless,
                 "No window: train, then write a report. This also happens when there is no display.");
    app.add_option("--minutes", options.minutes, "Train for at most so many minutes")->check(CLI::Range(0.01, 1440.0));
    app.add_option("--seed", options.seed, "Where the random choices of a new run begin (default: 1)");
    app.add_option("--algorithm", options.algorithm,
                   "Which agent a new run trains (`tonewright-cli studies` lists them)");
    app.add_option("--set", options.settings, "A setting of a new run, name=value (repeatable)")
        ->allow_extra_args(false);
    app.add_option("--out", options.out, "Folder of the headless report (default: ./tonewright-report-TIME)");
    app.add_flag("--start", options.start, "Start training as soon as everything is ready");
    app.add_option("--theme", options.theme, "Colours of the window")->check(CLI::IsMember({"light", "dark"}));
    app.add_option("--measure-events", options.measureEvents,
                   "Measure every event handler of the window; written as JSON to this file at the end");
    app.add_option("--screenshot", options.screenshot, "Write a picture of the window to this PNG file, then quit");
    app.add_option("--screenshot-after", options.screenshotAfterSeconds, "Seconds from the start until the picture")
        ->capture_default_str();
    app.footer("Exit status: 0 done, 2 usage, 3 bad input, 4 failed, 130 interrupted (after saving).");
    try {
        app.parse(argc, argv);
    } catch (const CLI::Success &success) {
        app.exit(success);
        return kExitDone;
    } catch (const CLI::ParseError &error) {
        std::cerr << "tonewright: " << error.what() << "\nTry: tonewright --help\n";
        return kExitUsage;
    }
    return std::nullopt;
}

}  // namespace tonewright
