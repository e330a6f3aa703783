#pragma once

#include <QtCore/QString>
#include <array>

#include "widgets/style/theme.h"

namespace tonewright
{

/// Which of the three sounds something belongs to. The order is that of keys 1, 2, 3 and of every list.
enum class AudioRole { Raw, Processed, Reference };
inline constexpr std::array<AudioRole, 3> kAudioRoles{AudioRole::Raw, AudioRole::Processed, AudioRole::Reference};

QString roleName(AudioRole role);  ///< "Raw", "Processed", "Reference"
QString roleHint(AudioRole role);  ///< one sentence for a visitor
Ink roleInk(AudioRole role);       ///< lines and marks
Ink roleTextInk(AudioRole role);   ///< words

/// Who chose a setting: shown by line style alone.
enum class DecidedBy { Agent, Oracle, Person };
Qt::PenStyle decisionLine(DecidedBy who);  ///< solid, dashed, dotted

}  // namespace tonewright
