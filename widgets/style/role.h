#pragma once

#include <QtCore/QString>

#include "core/audio/rt/abc_source.h"
#include "widgets/style/theme.h"

namespace tonewright
{

/// Which of the sounds something belongs to.
using AudioRole = AbcSource;

QString roleName(AudioRole role);   ///< "Raw", "Processed", "Reference"
QString roleHint(AudioRole role);   ///< one sentence for a visitor
Ink roleInk(AudioRole role);        ///< lines and marks
Ink roleTextInk(AudioRole role);    ///< words
Ink roleFillInk(AudioRole role);    ///< areas
Ink roleOnFillInk(AudioRole role);  ///< words on that area

/// Who chose a setting: shown by line style alone.
enum class DecidedBy { Agent, Oracle, Person };
Qt::PenStyle decisionLine(DecidedBy who);  ///< solid, dashed, dotted

}  // namespace tonewright
