#pragma once

#include <QList>
#include <QUrl>
#include <filesystem>
#include <vector>

#include "core/base/result.h"

namespace tonewright
{

/// What was dropped on the window, and so what is to be done with it.
struct DroppedFiles {
    enum class Kind {
        Music,      ///< a folder of music or one audio file: to be opened
        Project,    ///< a project's folder: to be opened
        Dataset,    ///< a folder with a generated data set, or a schema file: to be looked at
        TwoSounds,  ///< to be made like one another: the first is the one to be processed
        Equaliser,  ///< an equaliser's text: to be read into the editor
    };
    Kind kind = Kind::Music;
    std::vector<std::filesystem::path> files;  ///< two of TwoSounds, else one
};

/// Looks at names and kinds of files alone. InvalidArgument names what can't be used, and says what can.
Result<DroppedFiles> recogniseDrop(const QList<QUrl> &urls);

}  // namespace tonewright
