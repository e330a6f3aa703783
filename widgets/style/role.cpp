#include "widgets/style/role.h"

#include <QtCore/QCoreApplication>

namespace tonewright
{

namespace
{

Ink inkOf(AudioRole role, Ink raw, Ink processed, Ink reference, Ink difference)
{
    switch (role) {
    case AudioRole::Raw:
        return raw;
    case AudioRole::Processed:
        return processed;
    case AudioRole::Difference:
        return difference;
    case AudioRole::Reference:
        break;
    }
    return reference;
}

}  // namespace

QString roleName(AudioRole role)
{
    switch (role) {
    case AudioRole::Raw:
        return QCoreApplication::translate("AudioRole", "Raw");
    case AudioRole::Processed:
        return QCoreApplication::translate("AudioRole", "Processed");
    case AudioRole::Difference:
        return QCoreApplication::translate("AudioRole", "Difference");
    case AudioRole::Reference:
        break;
    }
    return QCoreApplication::translate("AudioRole", "Reference");
}

QString roleHint(AudioRole role)
{
    switch (role) {
    case AudioRole::Raw:
        return QCoreApplication::translate("AudioRole", "The sound as it came, before anything is done to it.");
    case AudioRole::Processed:
        return QCoreApplication::translate("AudioRole", "What the agent made of the raw sound.");
    case AudioRole::Difference:
        return QCoreApplication::translate(
            "AudioRole", "What is still missing: the processed sound less the reference, at equal loudness.");
    case AudioRole::Reference:
        break;
    }
    return QCoreApplication::translate("AudioRole", "The sound that the agent tries to come close to.");
}

Ink roleInk(AudioRole role)
{
    return inkOf(role, Ink::Raw, Ink::Processed, Ink::Reference, Ink::Text);
}

Ink roleTextInk(AudioRole role)
{
    return inkOf(role, Ink::RawText, Ink::ProcessedText, Ink::ReferenceText, Ink::Text);
}

Ink roleFillInk(AudioRole role)
{
    return inkOf(role, Ink::RawFill, Ink::ProcessedFill, Ink::ReferenceFill, Ink::Text);
}

Ink roleOnFillInk(AudioRole role)
{
    return inkOf(role, Ink::RawOnFill, Ink::ProcessedOnFill, Ink::ReferenceOnFill, Ink::Surface);
}

Qt::PenStyle decisionLine(DecidedBy who)
{
    switch (who) {
    case DecidedBy::Agent:
        return Qt::SolidLine;
    case DecidedBy::Oracle:
        return Qt::DashLine;
    case DecidedBy::Person:
        break;
    }
    return Qt::DotLine;
}

}  // namespace tonewright
