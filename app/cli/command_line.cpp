#include "app/cli/command_line.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <functional>
#include <limits>

#include "app/cli/analysis_arrays.h"
#include "app/cli/commands.h"
#include "app/cli/interrupt.h"
#include "app/cli/option_checks.h"
#include "core/base/log.h"
#include "core/study/run_spec.h"

namespace tonewright::cli
{

namespace
{

constexpr auto kExitStatuses = "Exit status: 0 done, 2 usage, 3 bad input, 4 failed, 130 interrupted (after saving).";

std::string failureMessage(const CLI::App *, const CLI::Error &error)
{
    return fmt::format("tonewright-cli: {}\nRun with --help for more information.\n", error.what());
}

/// Declares the commands and remembers which one was chosen. The options live as long as this object.
class CommandLine
{
public:
    explicit CommandLine(const StudyRegistry &registry) : m_registry(registry)
    {
        m_app.set_version_flag("--version", programVersion());
        m_app.require_subcommand(0, 1);  // none is answered below, so that a mistyped one is named
        m_app.footer(kExitStatuses);
        m_app.failure_message(failureMessage);
        for (const StudyEntry &entry : registry.entries()) {
            m_studies.push_back(entry.descriptor->id);
        }
        addTrain();
        addEvaluate();
        addRender();
        addScore();
        addMeasure();
        addDemoCorpus();
        addDistort();
        addExport();
        addDataset();
        addFit();
        addAnalyse();
        addApply();
        addSaveModel();
        addExportEqualiser();
        addImportEqualiser();
        addStudies();
    }

    int run(int argc, char **argv)
    {
        try {
            m_app.parse(argc, argv);
        } catch (const CLI::ParseError &error) {
            return m_app.exit(error) == 0 ? kDone : kUsage;
        }
        if (!m_chosen) {
            std::fputs(m_app.help().c_str(), stderr);
            return kUsage;
        }
        const InterruptGuard interrupt;
        return m_chosen(Environment{.registry = m_registry,
                                    .stop = interrupt.token(),
                                    .volume = m_quiet ? Console::Volume::Quiet : Console::Volume::Normal,
                                    .json = m_json});
    }

private:
    using Work = std::function<ExitStatus(const Environment &)>;

    CLI::App *command(const std::string &name, const std::string &summary, Work work)
    {
        CLI::App *added = m_app.add_subcommand(name, summary);
        added->add_flag("-q,--quiet", m_quiet, "Print errors and results only");
        if (name != "evaluate" && name != "measure" && name != "fit") {
            added->add_flag("--json", m_json, "Print the result as JSON on the standard output");
        }
        added->callback([this, work = std::move(work)] { m_chosen = work; });
        return added;
    }

    void addStudies()
    {
        StudiesOptions &options = m_listed;
        CLI::App *studies =
            command("studies", "List the studies with their settings and metrics",
                    [&options](const Environment &environment) { return listStudies(environment, options); });
        studies->add_option("--algorithm", options.algorithm, "Only this one's settings, of the studies that have it");
    }

    void addTrain()
    {
        TrainOptions &options = m_train;
        CLI::App *train =
            command("train", "Train an agent; Ctrl-C saves and ends",
                    [&options](const Environment &environment) { return cli::train(environment, options); });
        train->add_option("STUDY", options.study, "What to learn")->required()->check(knownStudy(m_studies));
        train->add_option("--corpus", options.corpus, "Folder with music, or a single file");
        train->add_option("--out", options.out, "Folder of the run: made if it isn't there")->required();
        train->add_option("--algorithm", options.algorithm,
                          "Which agent learns; listed below (each study's first is its default)");
        train
            ->add_option("--set", options.assignments,
                         "A setting, NAME=VALUE; may be repeated; `studies --algorithm NAME` lists an agent's. The "
                         "limits episodes, env_steps and minutes can be given this way, too")
            ->allow_extra_args(false);
        train->add_option("--seed", options.seed, "Decides everything random (1)")->check(wholeSeed());
        train
            ->add_option(
                "--episodes", options.episodes,
                "Stop after this many in all; 0: only another limit or Ctrl-C ends it. Without any limit it is as "
                "many as the algorithm needs, see below")
            ->check(wholeFromZero());
        train
            ->add_option("--env-steps", options.envSteps,
                         "Stop after so many environment steps (settings tried) in all; where it ends doesn't depend "
                         "on the machine's speed")
            ->check(wholeFromZero());
        train->add_option("--minutes", options.minutes, "Stop after this time")->check(aboveZero());
        train->add_option("--seconds", options.seconds, "Use only so much of every track")->check(aboveZero());
        train->add_option("--offset", options.offset, "Begin so many seconds into every track")
            ->check(secondsFromZero());
        train
            ->add_option(
                "--threads", options.threads,
                "Threads that make and score attempts, to the same bytes, and of the tensor library, where other "
                "counts give other last digits (1)")
            ->check(wholeBetween(1, 256));
        train
            ->add_option("--device", options.device,
                         "Where tensors are computed: auto (CUDA where there is one), cpu or cuda; other devices give "
                         "other last digits. Without effect on networks that aren't tensors")
            ->check(knownDevice())
            ->type_name("{auto,cpu,cuda}");
        train->add_flag("--resume", options.resume, "Go on with the latest run in the folder, from its checkpoint");
        train->footer(algorithmList(m_registry) + "\n" + kExitStatuses);
    }

    void addEvaluate()
    {
        EvaluateOptions &options = m_evaluate;
        CLI::App *evaluate =
            command("evaluate", "Judge a trained agent on rendered audio", [this, &options](Environment environment) {
                environment.json = m_evaluateJson->count() > 0 && !options.jsonFile;
                return cli::evaluate(environment, options);
            });
        evaluate->add_option("RUN", options.run, "Folder of the run, or a fitted model's file")->required();
        evaluate->add_option("--corpus", options.corpus, "Folder with music (where the run was trained)");
        m_evaluateJson = evaluate
                             ->add_option_function<std::vector<std::string>>(
                                 "--json",
                                 [&options](const std::vector<std::string> &files) {
                                     if (!files.empty() && !files.front().empty()) {
                                         options.jsonFile = files.front();
                                     }
                                 },
                                 "Write the result to this file as JSON; without a name to the standard output")
                             ->expected(0, 1)
                             ->type_name("FILE");
        evaluate->add_option("--csv", options.csvFile, "Write the items to this file as CSV");
        evaluate->add_option("--html", options.htmlFolder,
                             "Write a page with plots and sound into this folder (needs no network to be read)");
        evaluate->add_flag("--all", options.all, "All tracks, not only the held-out ones");
        options.how.oracleBudget = kDefaultOracleBudget;
        evaluate
            ->add_option("--pairs-per-track", options.how.pairsPerTrack,
                         "Tasks made of each track, the same ones every time (1)")
            ->check(wholeBetween(1, 1000));
        evaluate
            ->add_option("--samples", options.how.samples,
                         "Further tries of the agent; the best of them and its first choice is refined_reward (4)")
            ->check(wholeBetween(0, 1000));
        evaluate
            ->add_option("--oracle-budget", options.how.oracleBudget,
                         "Settings searched for the best there is on each item; kept in the user's cache folder; 0: no "
                         "oracle (" +
                             std::to_string(kDefaultOracleBudget) + ")")
            ->check(wholeBetween(0, 10000000));
        evaluate
            ->add_option("--rate", options.how.sampleRates,
                         "Judge every track at this sample rate, too, in Hz; may be repeated")
            ->check(wholeBetween(8000, 192000))
            ->allow_extra_args(false);
        evaluate->add_option("--threads", options.how.threads, "Items judged at a time (1); the result is the same")
            ->check(wholeBetween(1, 256));
    }

    void addRender()
    {
        RenderOptions &options = m_render;
        CLI::App *render =
            command("render", "Process one pair: writes raw, processed, reference and the decision",
                    [&options](const Environment &environment) { return cli::render(environment, options); });
        render->add_option("RUN", options.run, "Folder of the run")->required();
        render->add_option("--raw", options.raw, "The track as it sounds now")->required();
        render->add_option("--reference", options.reference, "The track as it should sound")->required();
        render->add_option("--out", options.out, "Folder for the files")->required();
        render->add_option("--seconds", options.excerpt.seconds, "Only so much of it")->check(aboveZero());
        render->add_option("--offset", options.excerpt.offsetSeconds, "Begin so many seconds into it")
            ->check(secondsFromZero());
    }

    void addScore()
    {
        ScoreOptions &options = m_score;
        CLI::App *score =
            command("score", "Score one given decision on rendered audio; prints the metrics as JSON",
                    [&options](const Environment &environment) { return cli::score(environment, options); });
        score->add_option("STUDY", options.study, "Which study")->required()->check(knownStudy(m_studies));
        score->add_option("--raw", options.raw, "The track as it sounds now")->required();
        score->add_option("--reference", options.reference, "The track as it should sound")->required();
        score->add_option("--action", options.action, "JSON file with the decision")->required();
    }

    void addMeasure()
    {
        MeasureOptions &options = m_measure;
        CLI::App *measure =
            command("measure", "Measure how close one audio file is to another; prints JSON",
                    [&options](const Environment &environment) { return cli::measure(environment, options); });
        measure->add_option("--reference", options.reference, "The file as it should sound")->required();
        measure->add_option("--estimate", options.estimate, "The file to judge: noisy, denoised, processed")
            ->required();
        measure->add_option("--json", options.jsonFile, "Write the result to this file, too")->type_name("FILE");
        measure->footer(measureHelp() + "\n" + kExitStatuses);
    }

    void addDemoCorpus()
    {
        DemoCorpusOptions &options = m_demo;
        CLI::App *demo =
            command("demo-corpus", "Compose and render the demo corpus",
                    [&options](const Environment &environment) { return cli::demoCorpus(environment, options); });
        demo->add_option("--out", options.out, "Folder for the genres")->required();
        demo->add_option("--pieces", options.pieces, "Pieces a genre")
            ->check(numberThat<int>([](int n) { return n >= 1 && n <= 10000; }, "a whole number from 1 to 10000"))
            ->capture_default_str();
        demo->add_option("--seed", options.seed, "Other seeds give other music")
            ->check(wholeSeed())
            ->capture_default_str();
    }

    void addDistort()
    {
        DistortOptions &options = m_distort;
        options.study = m_studies.empty() ? "" : m_studies.front();
        CLI::App *distort =
            command("distort", "Make raw/reference pairs from plain tracks",
                    [&options](const Environment &environment) { return cli::distort(environment, options); });
        distort->add_option("--corpus", options.corpus, "Folder with music")->required();
        distort->add_option("--out", options.out, "Folder for the pairs")->required();
        distort->add_option("--seed", options.seed, "Other seeds give other distortions")
            ->check(wholeSeed())
            ->capture_default_str();
        distort->add_option("--study", options.study, "Whose kind of pairs")
            ->check(knownStudy(m_studies))
            ->capture_default_str();
    }

    void addExport()
    {
        ExportOptions &options = m_export;
        CLI::App *dataset =
            command("export", "Write the study's data set as CSV",
                    [&options](const Environment &environment) { return cli::exportDataset(environment, options); });
        dataset->add_option("RUN", options.run, "Folder of the run")->required();
        dataset->add_option("--corpus", options.corpus, "Folder with music (where the run was trained)");
        dataset->add_option("--out", options.out, "The file")->required();
    }

    void addDataset()
    {
        DatasetOptions &options = m_dataset;
        DatasetRequest &request = options.request;
        CLI::App *dataset =
            command("dataset", "Generate a data set of any size; Ctrl-C keeps what is complete",
                    [&options](const Environment &environment) { return cli::generateDataset(environment, options); });
        dataset->add_option("STUDY", options.study, "Which study")->required()->check(knownStudy(m_studies));
        dataset->add_option("--corpus", options.corpus, "Folder with music")->required();
        dataset->add_option("--out", request.out, "Folder of the data set: made, or gone on with")->required();
        dataset->add_option("--count", request.rows, "Rows in all")
            ->check(wholeBetween(1, kMostDatasetRows))
            ->capture_default_str();
        dataset->add_option("--run", options.run, "Folder of a run: adds its agent's decisions")->type_name("RUN");
        dataset
            ->add_option("--oracle-budget", request.oracleBudget, "Settings that a search tries for each row; 0: none")
            ->check(wholeFromZero())
            ->capture_default_str();
        dataset->add_option("--seconds", request.excerptSeconds, "Length of an excerpt")
            ->check(aboveZero())
            ->capture_default_str();
        dataset->add_option("--seed", request.seed, "Decides everything random")
            ->check(wholeSeed())
            ->capture_default_str();
        dataset->add_option("--threads", request.threads, "Rows made at once; changes nothing but the time")
            ->check(wholeBetween(1, 256))
            ->capture_default_str();
        dataset->add_option("--part-rows", request.rowsPerPart, "Rows that are stored together")
            ->check(wholeBetween(1, kMostDatasetRows))
            ->capture_default_str();
        dataset->footer("dataset.csv, dataset.npy (float32) and schema.json, which explains every column. Interrupted, "
                        "the same\ncommand goes on.\n\n" +
                        std::string(kExitStatuses));
    }

    void addFit()
    {
        FitOptions &options = m_fit;
        FitRequest &request = options.request;
        CLI::App *fit = command("fit", "Fit a model to a generated data set; prints how well it predicts as JSON",
                                [&options](const Environment &environment) { return fitModel(environment, options); });
        fit->add_option("STUDY", options.study, "Which study")->required()->check(knownStudy(m_studies));
        fit->add_option("--dataset", request.dataset, "Folder of the data set")->required();
        fit->add_option("--out", request.out, "The model's file: evaluate judges it")->required();
        fit->add_option(
               "--inputs", request.inputs,
               "What it sees: the data set's group of columns (features: of the raw track alone; state: of raw "
               "and reference)")
            ->capture_default_str();
        fit->add_option("--seed", request.seed, "Decides everything random")->check(wholeSeed())->capture_default_str();
        fit->add_option("--epochs", request.epochs, "At most so many passes through the rows")
            ->check(wholeBetween(1, 1000000))
            ->capture_default_str();
        fit->add_option("--json", options.jsonFile, "Write the result to this file, too")->type_name("FILE");
    }

    void addAnalyse()
    {
        AnalyseOptions &options = m_analyse;
        CLI::App *analyse =
            command("analyse", "Describe a sound by numbers: one .npy file a descriptor",
                    [&options](const Environment &environment) { return cli::analyse(environment, options); });
        analyse->add_option("FILE", options.file, "The sound; several channels are mixed to one")->required();
        analyse->add_option("--out", options.out, "Folder for the arrays: made if it isn't there")->required();
        analyse->add_option("--reference", options.reference,
                            "Another sound; with it comes the equaliser agent's state");
        analyse->add_option("--only", options.only, "Names of arrays, with commas between them")
            ->delimiter(',')
            ->check(CLI::IsMember(analysisNames(), CLI::ignore_underscore))
            ->type_name("NAMES")
            ->allow_extra_args(false);
        analyse->add_option("--rate", options.rate, "Resample to this rate in Hz (the file's own)")
            ->check(numberThat<int>([](int n) { return n >= 1000 && n <= 768000; }, "a rate from 1000 to 768000 Hz"));
        analyse->add_option("--seconds", options.excerpt.seconds, "Only so much of it")->check(aboveZero());
        analyse->add_option("--offset", options.excerpt.offsetSeconds, "Begin so many seconds into it")
            ->check(secondsFromZero());
        analyse->footer(
            analysisTable() +
            "\nanalysis.json tells what they are of, the key and tempo, and why there is none. Arrays that it "
            "lists go\nwhen the folder is analysed into again.\n\n" +
            kExitStatuses);
    }

    void addApply()
    {
        ApplyOptions &options = m_apply;
        options.study = m_studies.empty() ? "" : m_studies.front();
        CLI::App *apply =
            command("apply", "Use a trained agent on your own sound, whole and with all channels",
                    [&options](const Environment &environment) { return cli::apply(environment, options); });
        apply->add_option("RAW", options.task.raw, "The track as it sounds now")->required()->check(fileName());
        CLI::App *goal = apply->add_option_group("goal", "What it should sound like");
        goal->add_option("--reference", options.reference,
                         "The same music as it should sound: the best of several attempts is taken")
            ->check(fileName());
        goal->add_option("--like", options.like, "Any other track whose sound is wanted")->check(fileName());
        goal->require_option(1);
        apply->add_option("--out", options.out, "The processed track: a WAV file of 32-bit floats")->required();
        apply->add_option("--model", options.model, "Model to use (the one that comes with the program)");
        apply->add_option("--amount", options.amountPercent, "How much of it, in percent")
            ->check(percent())
            ->capture_default_str();
        apply->add_option("--tries", options.task.tries, "With --reference: attempts besides the first")
            ->check(wholeBetween(0, 1000))
            ->capture_default_str();
        apply->add_option("--seconds", options.task.excerpt.seconds, "With --reference: how much is compared")
            ->check(aboveZero())
            ->capture_default_str();
        apply->add_option("--offset", options.task.excerpt.offsetSeconds, "With --reference: from where on")
            ->check(secondsFromZero())
            ->capture_default_str();
        apply->add_option("--study", options.study, "Whose kind of agent")
            ->check(knownStudy(m_studies))
            ->capture_default_str();
    }

    void addSaveModel()
    {
        SaveModelOptions &options = m_saveModel;
        CLI::App *save =
            command("save-model", "Keep a run's agent as a small file of its own",
                    [&options](const Environment &environment) { return cli::saveModel(environment, options); });
        save->add_option("RUN", options.run, "Folder of the run")->required();
        save->add_option("--corpus", options.corpus, "Folder with music (where the run was trained)");
        save->add_option("--out", options.out, "The model, for instance mine.twmodel")->required();
    }

    void addExportEqualiser()
    {
        ExportEqualiserOptions &options = m_exportEqualiser;
        options.study = m_studies.empty() ? "" : m_studies.front();
        CLI::App *taken =
            command("export-eq", "Take an equaliser to another program, so that it sounds the same",
                    [&options](const Environment &environment) { return exportEqualiser(environment, options); });
        taken
            ->add_option("DECISION", options.decision,
                         "JSON as apply, render and import-eq write it, or as score takes it")
            ->required();
        taken->add_option("--out", options.out, "The file")->required();
        taken->add_option("--format", options.format, "See below (by the file's name)");
        taken->add_option("--rate", options.rate, "Hz at which the other program runs: fir, graphiceq, camilladsp")
            ->check(wholeBetween(8000, 384000))
            ->capture_default_str();
        taken
            ->add_option("--sound-rate", options.soundRate,
                         "Hz of the sound it was decided for, where the decision doesn't say")
            ->check(aboveZero())
            ->capture_default_str();
        taken->add_flag("--causal", options.causal, "It runs forward alone, where the decision doesn't say");
        taken->add_flag("--minimum-phase", options.minimumPhase, "fir: the shortest delay instead of the same phase");
        taken->add_option("--profile", options.profile, "Fit it to what a device can hold; see below");
        taken->add_option("--title", options.title, "What it is of, for the file's comment");
        taken->add_option("--study", options.study, "Whose kind of decision")
            ->check(knownStudy(m_studies))
            ->capture_default_str();
        taken->footer(exportFormatsHelp() + "\n" + kExitStatuses);
    }

    void addImportEqualiser()
    {
        ImportEqualiserOptions &options = m_importEqualiser;
        CLI::App *read =
            command("import-eq", "Read an equaliser from a text of Equalizer APO, AutoEq or Room EQ Wizard",
                    [&options](const Environment &environment) { return importEqualiser(environment, options); });
        read->add_option("FILE", options.file, "The text")->required();
        read->add_option("--out", options.out, "JSON for export-eq")->required();
        read->add_option("--sound-rate", options.soundRate, "Hz of the sound that it is for")
            ->check(aboveZero())
            ->capture_default_str();
    }

    const StudyRegistry &m_registry;
    CLI::App m_app{"Train, watch and hear agents that process audio"};
    std::vector<std::string> m_studies;
    bool m_quiet = false;
    bool m_json = false;
    CLI::Option *m_evaluateJson = nullptr;
    Work m_chosen;
    StudiesOptions m_listed;
    TrainOptions m_train;
    EvaluateOptions m_evaluate;
    RenderOptions m_render;
    ScoreOptions m_score;
    MeasureOptions m_measure;
    DemoCorpusOptions m_demo;
    DistortOptions m_distort;
    ExportOptions m_export;
    DatasetOptions m_dataset;
    FitOptions m_fit;
    AnalyseOptions m_analyse;
    ApplyOptions m_apply;
    SaveModelOptions m_saveModel;
    ExportEqualiserOptions m_exportEqualiser;
    ImportEqualiserOptions m_importEqualiser;
};

}  // namespace

int runCommandLine(int argc, char **argv, const StudyRegistry &registry)
{
    return CommandLine(registry).run(argc, argv);
}

}  // namespace tonewright::cli
