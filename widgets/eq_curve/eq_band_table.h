#pragma once

#include <QtWidgets/QWidget>
#include <array>
#include <functional>

#include "widgets/eq_curve/eq_document.h"

class QDoubleSpinBox;
class QGridLayout;
class QLabel;
class QToolButton;

namespace tonewright
{

class NumberBox;

/// The numbers of each band to type: frequency, applied gain, Q; buttons to mute and to solo it; a warning where it
/// lies at or above Nyquist. Typing is one undo step a value.
class EqBandTable : public QWidget
{
    Q_OBJECT
public:
    explicit EqBandTable(EqDocument &document, QWidget *parent = nullptr);
    void setHome(QWidget *home);  ///< gets the focus after Return or Escape in a number

    void follow();
    /// Names of the bands, in order.
    void setNames(const QStringList &names);
    /// A sentence each band; empty: nothing to warn of.
    void setWarnings(const QStringList &warnings);

    static constexpr std::size_t kMostBands = 4;

protected:
    void changeEvent(QEvent *event) override;

private:
    struct Row {
        QLabel *name, *qName, *warning;
        NumberBox *frequency;
        QDoubleSpinBox *gain;
        NumberBox *q;
        QToolButton *mute, *solo;
    };
    void addRow(std::size_t band, QGridLayout &grid);
    void restyle();
    void edit(std::size_t band, const QString &what, const std::function<void(EqEdit &)> &how);

    EqDocument &m_document;
    std::array<Row, kMostBands> m_rows{};
    bool m_following = false;
};

}  // namespace tonewright
