#include "core/audio/corpus_files.h"

#include <algorithm>
#include <array>
#include <map>
#include <system_error>
#include <unistd.h>

namespace tonewright
{

namespace fs = std::filesystem;

namespace
{

constexpr std::string_view kNoGenre = "music";
constexpr std::string_view kDistortedSuffix = "_distorted";
constexpr std::array<std::string_view, 11> kReadable = {".wav", ".wave", ".au",   ".snd",  ".flac", ".mp3",
                                                        ".ogg", ".oga",  ".opus", ".aiff", ".aif"};
constexpr std::array<std::string_view, 6> kUnreadable = {".m4a", ".aac", ".wma", ".mp4", ".ape", ".wv"};

std::string lowerExtension(const fs::path &file)
{
    std::string extension = file.extension().string();
    std::transform(extension.begin(), extension.end(), extension.begin(),
                   [](unsigned char c) { return static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c); });
    return extension;
}

template <std::size_t N>
bool contains(const std::array<std::string_view, N> &list, const std::string &word)
{
    return std::find(list.begin(), list.end(), word) != list.end();
}

/// A folder's visible entries, sorted by name, so that every machine sees one order.
struct Listing {
    std::vector<fs::path> folders;
    std::vector<fs::path> files;
    std::error_code error;
};

Listing list(const fs::path &folder)
{
    Listing listing;
    fs::directory_iterator entry(folder, listing.error);
    for (const fs::directory_iterator end; !listing.error && entry != end; entry.increment(listing.error)) {
        if (entry->path().filename().string().starts_with('.')) {
            continue;
        }
        std::error_code ignored;
        (entry->is_directory(ignored) ? listing.folders : listing.files).push_back(entry->path());
    }
    std::sort(listing.folders.begin(), listing.folders.end());
    std::sort(listing.files.begin(), listing.files.end());
    return listing;
}

class Lister
{
public:
    void addFile(const fs::path &file, std::string_view genre)
    {
        const std::string extension = lowerExtension(file);
        if (contains(kReadable, extension)) {
            m_result.candidates.push_back(Track{
                .genre = std::string(genre), .name = file.stem().string(), .reference = file, .raw = {}, .info = {}});
        } else if (contains(kUnreadable, extension)) {
            problem(file, "this format can't be read. Convert it to FLAC or WAV.");
        }
    }

    void addRoot(const fs::path &root, const Listing &top)
    {
        for (const fs::path &file : top.files) {
            addFile(file, kNoGenre);
        }
        if (addPairs(top, kNoGenre)) {
            return;
        }
        for (const fs::path &folder : top.folders) {
            const std::string name = folder.filename().string();
            const bool gtzan = folder.parent_path() == root && (name == "genres" || name == "genres_original");
            const Listing inside = open(folder);
            if (!gtzan) {
                addGenre(inside, name);
                continue;
            }
            for (const fs::path &genre : inside.folders) {
                addGenre(open(genre), genre.filename().string());
            }
        }
    }

    CorpusFiles take() { return std::move(m_result); }

private:
    void problem(const fs::path &file, std::string reason)
    {
        m_result.problems.push_back(IntakeProblem{.file = file, .reason = std::move(reason)});
    }

    Listing open(const fs::path &folder)
    {
        Listing listing = list(folder);
        if (listing.error) {
            problem(folder, "the folder can't be opened (" + listing.error.message() + "). Change its permissions.");
        }
        return listing;
    }

    void addGenre(const Listing &inside, std::string_view genre)
    {
        for (const fs::path &file : inside.files) {
            addFile(file, genre);
        }
        if (addPairs(inside, genre)) {
            return;
        }
        for (const fs::path &folder : inside.folders) {
            const Listing deeper = open(folder);
            const auto count = std::count_if(deeper.files.begin(), deeper.files.end(), hasAudioExtension);
            if (count > 0) {
                problem(folder, std::to_string(count) + " audio files lie too deep to belong to a genre folder. Open "
                                                        "the folder above them itself.");
            }
        }
    }

    /// raw/NAME_distorted.* + reference/NAME.*; true when the listing has such folders.
    bool addPairs(const Listing &inside, std::string_view genre)
    {
        const auto named = [&](std::string_view name) {
            return std::find_if(inside.folders.begin(), inside.folders.end(),
                                [&](const fs::path &folder) { return folder.filename() == name; });
        };
        const auto rawFolder = named("raw");
        const auto referenceFolder = named("reference");
        if (rawFolder == inside.folders.end() || referenceFolder == inside.folders.end()) {
            return false;
        }
        std::map<std::string, fs::path> raws;
        for (const fs::path &file : open(*rawFolder).files) {
            if (!hasAudioExtension(file)) {
                continue;
            }
            std::string name = file.stem().string();
            if (name.ends_with(kDistortedSuffix)) {
                name.resize(name.size() - kDistortedSuffix.size());
            }
            raws.emplace(std::move(name), file);
        }
        for (const fs::path &file : open(*referenceFolder).files) {
            if (hasAudioExtension(file)) {
                addPair(file, raws, genre);
            }
        }
        for (const auto &[name, file] : raws) {
            problem(file, "its reference is missing: there is no reference/" + name + ".*.");
        }
        return true;
    }

    void addPair(const fs::path &reference, std::map<std::string, fs::path> &raws, std::string_view genre)
    {
        const std::string name = reference.stem().string();
        const auto raw = raws.find(name);
        if (raw == raws.end()) {
            problem(reference, "its raw version is missing: there is no raw/" + name + "_distorted.*.");
            return;
        }
        m_result.candidates.push_back(
            Track{.genre = std::string(genre), .name = name, .reference = reference, .raw = raw->second, .info = {}});
        raws.erase(raw);
    }

    CorpusFiles m_result;
};

}  // namespace

bool hasAudioExtension(const fs::path &file)
{
    return contains(kReadable, lowerExtension(file));
}

Result<CorpusFiles> listCorpusFiles(const fs::path &folder)
{
    std::error_code error;
    const auto status = fs::status(folder, error);
    if (status.type() == fs::file_type::not_found) {
        return fail(ErrorCode::NotFound, "there is no such folder or file. Check its name.", folder.string());
    }
    if (error) {
        return fail(ErrorCode::Unreadable, "can't be opened (" + error.message() + ").", folder.string());
    }
    Lister lister;
    const fs::path root = fs::absolute(folder).lexically_normal();
    if (!fs::is_directory(status)) {
        lister.addFile(root, kNoGenre);
        CorpusFiles single = lister.take();
        if (single.candidates.empty() && single.problems.empty()) {
            single.problems.push_back({.file = root, .reason = "isn't an audio file by its name."});
        }
        return single;
    }
    const fs::path base = root.has_filename() ? root : root.parent_path();
    const Listing top = list(base);
    if (top.error) {
        return fail(ErrorCode::Unreadable,
                    "the folder can't be opened (" + top.error.message() + "). Change its permissions.",
                    folder.string());
    }
    lister.addRoot(base, top);
    return lister.take();
}

}  // namespace tonewright
