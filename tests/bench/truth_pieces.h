#pragma once

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "core/audio/audio_file.h"
#include "core/base/json.h"

/// Demo music with the truth beside it, as `truth_corpus` writes it.
namespace tonewright::test
{

struct TruthPiece {
    std::filesystem::path audio;
    std::string genre, style;
    Json truth;

    [[nodiscard]] std::vector<double> times(const char *name) const
    {
        return truth.at(name).get<std::vector<double>>();
    }
};

/// Every piece below `folder`, by genre and number.
inline Result<std::vector<TruthPiece>> truthPieces(const std::filesystem::path &folder)
{
    std::error_code failed;
    std::vector<TruthPiece> pieces;
    std::filesystem::recursive_directory_iterator files(folder, failed);
    if (failed)
        return fail(ErrorCode::NotFound, "there is no such folder. Make one with truth_corpus", folder.string());
    for (const auto &entry : files) {
        const auto truthFile = std::filesystem::path(entry.path()).replace_extension(".json");
        if (entry.path().extension() != ".wav" || !std::filesystem::exists(truthFile))
            continue;
        auto truth = readJson(truthFile);
        if (!truth)
            return fail(truth.error());
        pieces.push_back({entry.path(), truth->at("genre"), truth->at("style"), std::move(*truth)});
    }
    std::sort(pieces.begin(), pieces.end(), [](const TruthPiece &a, const TruthPiece &b) { return a.audio < b.audio; });
    if (pieces.empty())
        return fail(ErrorCode::NotFound, "this folder has no demo music with its truth. Make some with truth_corpus",
                    folder.string());
    return pieces;
}

}  // namespace tonewright::test
