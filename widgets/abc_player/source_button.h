#pragma once

#include <QtWidgets/QAbstractButton>

#include "widgets/style/role.h"

namespace tonewright
{

/// One of A, B, C: filled with its colour while it is heard. A source that isn't there yet is shown muted but can be
/// selected: it will be heard as soon as it comes.
class SourceButton : public QAbstractButton
{
    Q_OBJECT

public:
    explicit SourceButton(AudioRole role, QWidget *parent = nullptr);

    [[nodiscard]] AudioRole role() const { return m_role; }
    void setPresent(bool present);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const AudioRole m_role;
    bool m_present = false;
};

}  // namespace tonewright
