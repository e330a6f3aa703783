#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "app/cli/console.h"
#include "app/cli/exit_status.h"
#include "core/study/evaluation.h"
#include "core/study/study_model.h"
#include "core/study/study_registry.h"

namespace tonewright::cli
{

/// What every command is given.
struct Environment {
    const StudyRegistry &registry;
    std::stop_token stop;
    Console::Volume volume = Console::Volume::Normal;
    bool json = false;  ///< results as JSON on the standard output
};

struct TrainOptions {
    std::string study;
    std::optional<std::filesystem::path> corpus;
    std::filesystem::path out;
    std::string algorithm;                 ///< empty = the study's default
    std::vector<std::string> assignments;  ///< "name=value": settings of the algorithm, or a limit (see takeLimits)
    std::optional<std::uint64_t> seed;
    std::optional<std::int64_t> episodes;
    std::optional<std::int64_t> envSteps;
    std::optional<double> minutes;
    std::optional<double> seconds;
    std::optional<double> offset;
    std::optional<int> threads;
    std::optional<std::string> device;
    bool resume = false;
};

ExitStatus train(const Environment &environment, const TrainOptions &options);

/// Settings that are searched for an item's oracle when --oracle-budget isn't given: seconds for 30 s of sound.
inline constexpr int kDefaultOracleBudget = 8000;

struct EvaluateOptions {
    std::filesystem::path run;
    std::optional<std::filesystem::path> corpus;
    std::optional<std::filesystem::path> jsonFile;
    std::optional<std::filesystem::path> csvFile;
    std::optional<std::filesystem::path> htmlFolder;
    bool all = false;
    EvaluationOptions how;
};
ExitStatus evaluate(const Environment &environment, const EvaluateOptions &options);

struct RenderOptions {
    std::filesystem::path run;
    std::filesystem::path raw;
    std::filesystem::path reference;
    std::filesystem::path out;
    Excerpt excerpt;
};
ExitStatus render(const Environment &environment, const RenderOptions &options);

struct ExportOptions {
    std::filesystem::path run;
    std::optional<std::filesystem::path> corpus;
    std::filesystem::path out;
};
ExitStatus exportDataset(const Environment &environment, const ExportOptions &options);

struct ScoreOptions {
    std::string study;
    std::filesystem::path raw;
    std::filesystem::path reference;
    std::filesystem::path action;
};
ExitStatus score(const Environment &environment, const ScoreOptions &options);

struct MeasureOptions {
    std::filesystem::path reference;
    std::filesystem::path estimate;
    std::optional<std::filesystem::path> jsonFile;  ///< written as well
};
ExitStatus measure(const Environment &environment, const MeasureOptions &options);
/// What the JSON of `measure` holds: for --help.
std::string measureHelp();

struct DemoCorpusOptions {
    std::filesystem::path out;
    int pieces = 3;
    std::uint64_t seed = 1;
};
ExitStatus demoCorpus(const Environment &environment, const DemoCorpusOptions &options);

struct DistortOptions {
    std::string study;
    std::filesystem::path corpus;
    std::filesystem::path out;
    std::uint64_t seed = 1;
};
ExitStatus distort(const Environment &environment, const DistortOptions &options);

struct DatasetOptions {
    std::string study;
    std::filesystem::path corpus;
    std::optional<std::filesystem::path> run;  ///< whose agent's decisions are added
    DatasetRequest request;
};
ExitStatus generateDataset(const Environment &environment, const DatasetOptions &options);

struct FitOptions {
    std::string study;
    FitRequest request;
    std::optional<std::filesystem::path> jsonFile;  ///< written as well
};
ExitStatus fitModel(const Environment &environment, const FitOptions &options);
/// Writes the files that were asked for and prints the means, or all as JSON.
Result<void> tellEvaluation(const Environment &environment, const EvaluateOptions &options,
                            const Evaluation &evaluation, Console &console);
/// evaluate() where a fitted model's file is named instead of a run's folder.
ExitStatus evaluateModel(const Environment &environment, const EvaluateOptions &options);

struct AnalyseOptions {
    std::filesystem::path file;
    std::filesystem::path out;
    std::optional<std::filesystem::path> reference;
    std::vector<std::string> only;  ///< names of arrays; all that can be made when empty
    int rate = 0;                   ///< Hz; 0 = the file's own
    Excerpt excerpt;
};
ExitStatus analyse(const Environment &environment, const AnalyseOptions &options);

struct ApplyOptions {
    std::string study;
    ModelTask task;  ///< raw, excerpt and tries
    std::optional<std::filesystem::path> reference;
    std::optional<std::filesystem::path> like;
    std::optional<std::filesystem::path> model;
    double amountPercent = 100;
    std::filesystem::path out;
};
ExitStatus apply(const Environment &environment, const ApplyOptions &options);

struct ExportEqualiserOptions {
    std::string study;
    std::filesystem::path decision;
    std::filesystem::path out;
    std::string format;  ///< id; empty: by the name of `out`
    int rate = 48000;
    double soundRate = 44100;  ///< where the decision doesn't say
    bool causal = false;       ///< the same
    bool minimumPhase = false;
    std::string profile;
    std::string title;
};
ExitStatus exportEqualiser(const Environment &environment, const ExportEqualiserOptions &options);
/// The formats as a table: for --help.
std::string exportFormatsHelp();

struct ImportEqualiserOptions {
    std::filesystem::path file;
    std::filesystem::path out;
    double soundRate = 44100;
};
ExitStatus importEqualiser(const Environment &environment, const ImportEqualiserOptions &options);

struct SaveModelOptions {
    std::filesystem::path run;
    std::optional<std::filesystem::path> corpus;
    std::filesystem::path out;
};
ExitStatus saveModel(const Environment &environment, const SaveModelOptions &options);

struct StudiesOptions {
    std::string algorithm;  ///< whose settings; empty = of all
};
ExitStatus listStudies(const Environment &environment, const StudiesOptions &options);
/// Every study's algorithms, a sentence each: for --help, where all their settings would be too much to read.
std::string algorithmList(const StudyRegistry &registry);

}  // namespace tonewright::cli
