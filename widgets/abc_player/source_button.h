#pragma once

#include <QtWidgets/QAbstractButton>
#include <optional>

#include "widgets/style/role.h"

namespace tonewright
{

/// One of A, B, C, Δ: filled with its colour while it is heard, with the gain that is applied to it. A source that
/// isn't there yet is shown muted but can be selected: it will be heard as soon as it comes. Where there is little room
/// the letter stands alone.
class SourceButton : public QAbstractButton
{
    Q_OBJECT

public:
    explicit SourceButton(AudioRole role, QWidget *parent = nullptr);

    [[nodiscard]] AudioRole role() const { return m_role; }
    void setPresent(bool present);
    /// What the loudness match does to it; nothing = no gain is shown. The room for it is always kept.
    void setGainDb(std::optional<double> gainDb);
    void setKeyText(const QString &keys);  ///< for the hint
    /// In a blind test nothing tells which sound is heard.
    void setBlind(bool blind);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    [[nodiscard]] int gainWidth() const;
    void updateHint();

    const AudioRole m_role;
    bool m_present = false;
    bool m_blind = false;
    QString m_keys;
    std::optional<double> m_gainDb;
};

}  // namespace tonewright
