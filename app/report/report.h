#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/base/run_context.h"
#include "core/study/preview.h"
#include "core/study/run_spec.h"
#include "core/study/study.h"
#include "core/study/study_descriptor.h"

namespace tonewright
{

/// One track of the report with the files that were written for it, relative to the report's folder.
struct ReportTrack {
    std::string key;
    std::string genre;
    std::vector<DecisionValue> decision;
    std::vector<std::pair<std::string, double>> scores;
    struct Sound {
        std::string role;  ///< "raw", "processed", "reference"
        std::string wav;
        std::string spectrogram;  ///< PNG; empty when the study has no spectrograms
    };
    std::vector<Sound> sounds;
    std::string curve;  ///< PNG, or empty
};

/// Everything a report says. Nothing in it knows a study.
struct ReportContent {
    const StudyDescriptor *study = nullptr;
    RunSpec spec;
    std::string corpus;  ///< how the material is called in words
    std::size_t trackCount = 0;
    Evaluation evaluation;
    std::span<const EpisodeRecord> episodes;
    double trainedSeconds = 0;
    std::int64_t continuedAfter = 0;  ///< the run had so many episodes before trainedSeconds began
    std::vector<ReportTrack> tracks;
    std::vector<std::pair<std::string, std::string>> files;  ///< name, what it is
};

/// Renders a preview and writes its WAVs and PNGs below `folder`/tracks. Needs a QGuiApplication for the pictures.
Result<ReportTrack> writeReportTrack(const Preview &preview, const StudyDescriptor &study,
                                     const std::filesystem::path &folder);

/// The study's graphs of a run of `algorithm` as `folder`/training.png.
Result<void> writeGraphs(const StudyDescriptor &study, const std::string &algorithm,
                         std::span<const EpisodeRecord> episodes, const std::filesystem::path &folder);

/// `folder`/index.html: one page, relative links only, plain words.
Result<void> writeReportPage(const ReportContent &content, const std::filesystem::path &folder);

}  // namespace tonewright
