#include "app/window/dropped_files.h"

#include <QCoreApplication>
#include <algorithm>
#include <system_error>

#include "core/audio/corpus_files.h"
#include "core/project/project.h"

namespace tonewright
{

namespace fs = std::filesystem;

namespace
{

std::string words(const char *text)
{
    return QCoreApplication::translate("DroppedFiles", text).toStdString();
}

tl::unexpected<Error> refuse(const char *text, const std::string &what)
{
    return fail(ErrorCode::InvalidArgument, words(text), what);
}

bool isDataset(const fs::path &folder)
{
    std::error_code ignored;
    return fs::is_regular_file(folder / "schema.json", ignored) &&
           (fs::exists(folder / "dataset.csv", ignored) || fs::exists(folder / "dataset.npy", ignored));
}

Result<DroppedFiles> recogniseOne(const fs::path &path)
{
    std::error_code error;
    const auto status = fs::status(path, error);
    if (!fs::exists(status))
        return refuse(QT_TRANSLATE_NOOP("DroppedFiles", "it isn't there or can't be read."), path.string());
    using Kind = DroppedFiles::Kind;
    if (fs::is_directory(status)) {
        const Kind kind = Project::isProject(path) ? Kind::Project : isDataset(path) ? Kind::Dataset : Kind::Music;
        return DroppedFiles{kind, {path}};
    }
    if (!fs::is_regular_file(status))
        return refuse(QT_TRANSLATE_NOOP("DroppedFiles", "it is neither a file nor a folder."), path.string());
    if (hasAudioExtension(path))
        return DroppedFiles{Kind::Music, {path}};
    if (path.filename().string().ends_with("schema.json"))
        return DroppedFiles{Kind::Dataset, {path}};
    std::string ending = path.extension().string();
    std::transform(ending.begin(), ending.end(), ending.begin(), [](unsigned char c) { return std::tolower(c); });
    if (ending == ".txt")
        return DroppedFiles{Kind::Equaliser, {path}};
    return refuse(QT_TRANSLATE_NOOP("DroppedFiles",
                                    "files of this kind can't be opened. Drop a folder of music, one or "
                                    "two audio files, a project, a generated data set, or an equaliser "
                                    "as Equalizer APO text."),
                  path.string());
}

}  // namespace

Result<DroppedFiles> recogniseDrop(const QList<QUrl> &urls)
{
    if (urls.isEmpty())
        return refuse(QT_TRANSLATE_NOOP("DroppedFiles", "nothing was dropped that is a file."), {});
    std::vector<fs::path> paths;
    for (const QUrl &url : urls) {
        if (!url.isLocalFile())
            return refuse(
                QT_TRANSLATE_NOOP("DroppedFiles", "it lies on another machine. Copy it to this one and drop it again."),
                url.toDisplayString().toStdString());
        fs::path path = url.toLocalFile().toStdString();
        // A folder may be named with a slash at its end, which would leave it without a name of its own.
        paths.push_back(path.has_filename() ? std::move(path) : path.parent_path());
    }
    if (paths.size() == 1)
        return recogniseOne(paths.front());
    if (paths.size() > 2)
        return refuse(QT_TRANSLATE_NOOP("DroppedFiles", "several files at once can't be opened. Drop their folder, or "
                                                        "two audio files of which one is to sound like the other."),
                      paths.front().string());
    for (const fs::path &path : paths) {
        const auto one = recogniseOne(path);
        if (!one)
            return one;
        std::error_code ignored;
        if (one->kind != DroppedFiles::Kind::Music || fs::is_directory(path, ignored))
            return refuse(QT_TRANSLATE_NOOP("DroppedFiles", "it can't be opened together with another one. Two files "
                                                            "at once have to be audio files."),
                          path.string());
    }
    return DroppedFiles{DroppedFiles::Kind::TwoSounds, std::move(paths)};
}

}  // namespace tonewright
