#pragma once

#include <QtWidgets/QDoubleSpinBox>
#include <optional>

namespace tonewright
{

/// A field for one number of any size: shows as many figures as the number has ("0.0001", "1,500,000"), and a step is a
/// factor (1, 2, 5, 10 …) where the scale is logarithmic, else a hundredth of the range, rounded to a plain number.
class NumberBox : public QDoubleSpinBox
{
    Q_OBJECT
public:
    NumberBox(double minimum, double maximum, bool whole, bool logarithmic, QWidget *parent = nullptr);

    void stepBy(int steps) override;
    QString textFromValue(double value) const override;
    double valueFromText(const QString &text) const override;
    QValidator::State validate(QString &text, int &position) const override;
    QSize sizeHint() const override;

    /// The shortest text that gives the number back within 6 figures; from 10,000 on grouped, whole numbers exactly.
    static QString plain(double value);
    /// The next of … 0.1, 0.2, 0.5, 1, 2, 5, 10 … above or below a positive value.
    static double neighbour(double value, bool up);

    /// The number that a text without unit means: plain, or grouped by commas, spaces or apostrophes. A single comma is
    /// a decimal one where no thousands can be meant ("0,5", "1,500" above `maximum`). Nothing where it's no number.
    static std::optional<double> parse(const QString &text, double maximum);

protected:
    void wheelEvent(QWheelEvent *event) override;

private:
    bool m_whole;
    bool m_logarithmic;
};

}  // namespace tonewright
