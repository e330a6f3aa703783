#pragma once

#include <QObject>

namespace tonewright
{

class SpectrogramPanel;

/// What a person has set about the spectrograms outlives the program.
class SpectrogramMemory : public QObject
{
    Q_OBJECT

public:
    /// Sets `panel`, which outlives this, as it was left.
    explicit SpectrogramMemory(SpectrogramPanel &panel, QObject *parent = nullptr);
};

}  // namespace tonewright
