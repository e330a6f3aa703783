#include "core/project/run_setup.h"

#include <charconv>
#include <limits>

#include "core/base/json.h"
#include "core/base/log.h"
#include "core/project/csv_log.h"

namespace tonewright
{

namespace fs = std::filesystem;

namespace
{

/// A row of metrics.csv as the record it was.
EpisodeRecord recordOf(const std::vector<std::string> &cells)
{
    const auto number = [](const std::string &cell, auto fallback) {
        std::from_chars(cell.data(), cell.data() + cell.size(), fallback);
        return fallback;
    };
    EpisodeRecord record{.episode = number(cells[0], std::int64_t{0}),
                         .steps = number(cells[1], std::int64_t{0}),
                         .genre = cells[2],
                         .item = cells[3],
                         .values = {}};
    for (std::size_t i = 4; i < cells.size(); ++i) {
        record.values.push_back(number(cells[i], std::numeric_limits<double>::quiet_NaN()));
    }
    return record;
}

}  // namespace

// Takes values that a form or a program put together through the schema once more.
Result<RunSpec> makeSpec(const RunRequest &request, const StudyDescriptor &descriptor)
{
    const auto algorithm = descriptor.algorithm(request.algorithm);
    if (!algorithm) {
        return fail(algorithm.error());
    }
    auto parameters = (*algorithm)->parameters.fromJson(request.parameters.toJson());
    if (!parameters) {
        return fail(parameters.error());
    }
    const auto negative = [](const char *field) {
        return fail(ErrorCode::InvalidArgument, "must not be negative.", field);
    };
    if (request.episodes < 0) {
        return negative("episodes");
    }
    if (request.envSteps < 0) {
        return negative("env_steps");
    }
    if (!(request.minutes >= 0)) {
        return negative("minutes");
    }
    if (!(request.excerpt.seconds >= 0) || !(request.excerpt.offsetSeconds >= 0)) {
        return negative(request.excerpt.seconds >= 0 ? "offset" : "seconds");
    }
    if (request.threads < 1) {
        return fail(ErrorCode::InvalidArgument, "must be at least 1.", "threads");
    }
    if (!isDeviceName(request.device)) {
        return fail(ErrorCode::InvalidArgument, "must be auto, cpu or cuda.", "device");
    }
    return RunSpec{.study = descriptor.id,
                   .studyVersion = descriptor.version,
                   .algorithm = (*algorithm)->id,
                   .parameters = std::move(*parameters),
                   .corpusHash = {},
                   .seed = request.seed,
                   .episodes = request.episodes,
                   .minutes = request.minutes,
                   .envSteps = request.envSteps,
                   .excerpt = request.excerpt,
                   .threads = request.threads,
                   .device = request.device,
                   .program = programVersion(),
                   .libraries = {}};
}

Result<RunInfo> findRun(const Project &project, const std::string &wanted)
{
    const auto runs = project.runs();
    if (!runs) {
        return fail(runs.error());
    }
    for (auto run = runs->rbegin(); run != runs->rend(); ++run) {
        if (wanted.empty() || run->id == wanted) {
            return *run;
        }
    }
    return fail(ErrorCode::NotFound,
                wanted.empty() ? "no run has been started in this project." : "there is no run " + wanted + ".",
                project.folder().string());
}

Result<RunSpec> readSpec(const fs::path &file, const StudyDescriptor &descriptor)
{
    const auto json = readJson(file);
    if (!json) {
        return fail(json.error());
    }
    auto spec = RunSpec::fromJson(*json, descriptor);
    if (!spec) {
        Error error = spec.error();
        error.message = error.context + ": " + error.message;
        error.context = file.string();
        return fail(std::move(error));
    }
    return spec;
}

Result<void> storeMissingEpisodes(Project &project, const std::string &id)
{
    const auto stored = project.episodes(id);
    const auto rows = CsvLog::readRows(project.runFolder(id) / "metrics.csv");
    if (!stored || !rows) {
        return fail(stored ? rows.error() : stored.error());
    }
    const std::int64_t lastStored = stored->empty() ? 0 : stored->back().episode;
    std::vector<EpisodeRecord> missing;
    for (const auto &cells : *rows) {
        if (cells.size() >= 4 && recordOf(cells).episode > lastStored) {
            missing.push_back(recordOf(cells));
        }
    }
    return project.storeEpisodes(id, missing);
}

}  // namespace tonewright
