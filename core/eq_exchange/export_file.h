#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/study/equaliser_setting.h"

namespace tonewright::eq_exchange
{

enum class ExportFormat { EqualizerApo, EqualizerApoCorner, EasyEffects, CamillaDsp, GraphicEq, FirWav };

struct FormatInfo {
    ExportFormat format;
    std::string_view id;      ///< of the command line
    std::string_view title;   ///< for a person
    std::string_view suffix;  ///< of its files, without a point
    std::string_view hint;    ///< a sentence: who reads it
};
/// In the order in which a list shows them.
const std::vector<FormatInfo> &exportFormats();
/// By id; none where unknown.
std::optional<ExportFormat> formatOf(std::string_view id);

struct ExportOptions {
    std::string title{};        ///< what it is of, for the file's comment: one line
    int sampleRate = 48000;     ///< Hz at which the other program runs: FIR, GraphicEQ and CamillaDSP
    bool minimumPhase = false;  ///< of the FIR
    std::string profile{};      ///< id of the device profile that the setting is refitted for; empty: none
};

struct ExportReport {
    std::vector<std::string> notes;  ///< sentences in English: cautions, what the format can't hold
    double residualDb = 0;  ///< with a profile: largest difference of the refit. FIR, GraphicEQ: largest difference of
                            ///< its response from the setting's (a GraphicEQ's at options.sampleRate), preamp aside. 0
                            ///< of the others, which hold the setting's numbers
};

/// The same in words: what a person should know about the file, in it and beside it.
std::vector<std::string> commentOf(const EqualiserSetting &setting, const ExportOptions &options);

/// Writes the file in one go. The text formats hold the setting's numbers; what they do at another rate differs by the
/// HostWarping of cautions.h. InvalidArgument for a setting without bands, an unusable rate (8 … 384 kHz), or where the
/// format can't hold it; Unwritable.
Result<ExportReport> exportEqualiser(const EqualiserSetting &setting, ExportFormat format,
                                     const std::filesystem::path &file, const ExportOptions &options);

}  // namespace tonewright::eq_exchange
