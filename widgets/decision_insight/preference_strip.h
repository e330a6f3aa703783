#pragma once

#include <QtWidgets/QWidget>

#include "core/study/preview.h"
#include "widgets/style/theme.h"

namespace tonewright
{

/// A score in words: "12 %", "+0.034".
QString scoreText(double score, PreferenceScores scores);

/// How an agent liked the values of one setting: a bar a value over the setting's range, higher = liked more, each
/// strip on a scale of its own. A filled mark above is what it chose, a hollow one below its second best. The pointer,
/// or Left, Right, Page Up, Page Down, Home and End, read single values; Up and Down ask for the neighbours.
class PreferenceStrip : public QWidget
{
    Q_OBJECT
public:
    explicit PreferenceStrip(QWidget *parent = nullptr);

    void setPreference(const ValuePreference &preference, PreferenceScores scores, Ink ink);
    [[nodiscard]] const ValuePreference &preference() const { return m_preference; }
    [[nodiscard]] QString summary() const;           ///< "chosen 220 Hz (12 %), second best 200 Hz (11 %)"
    [[nodiscard]] QString readout(int index) const;  ///< "Low shelf, frequency: 240 Hz, probability 3.1 %"

    [[nodiscard]] int cursor() const { return m_cursor; }  ///< index of the value that is read; −1: none
    void setCursor(int index);
    [[nodiscard]] int chosenIndex() const;        ///< of the value nearest to what was chosen
    [[nodiscard]] int indexAt(double x) const;    ///< widget coordinates
    [[nodiscard]] QRectF barOf(int index) const;  ///< where a value is drawn, full height

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void cursorMoved(int index);
    void neighbourWanted(int rows);  ///< −1 up, +1 down

protected:
    void paintEvent(QPaintEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    [[nodiscard]] QRectF bars() const;
    [[nodiscard]] double positionOf(double value) const;  ///< 0 … 1 along the strip
    [[nodiscard]] double heightOf(double score) const;    ///< 0 … 1
    [[nodiscard]] QString valueText(double value) const;
    void describe();
    void paintCaption(QPainter &painter, const Theme &theme) const;
    void paintBars(QPainter &painter, const Theme &theme) const;
    void paintMarks(QPainter &painter, const Theme &theme) const;

    ValuePreference m_preference;
    PreferenceScores m_scores = PreferenceScores::None;
    Ink m_ink = Ink::MutedText;
    std::vector<double> m_edges;  // [values + 1], 0 … 1: where each value's bar begins and ends
    double m_low = 0;
    double m_high = 1;
    int m_cursor = -1;
};

}  // namespace tonewright
