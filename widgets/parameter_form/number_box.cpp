#include "widgets/parameter_form/number_box.h"

#include <QtCore/QLocale>
#include <QtCore/QRegularExpression>
#include <QtGui/QWheelEvent>
#include <QtWidgets/QLineEdit>
#include <cmath>

#include "widgets/style/metrics.h"

namespace tonewright
{

namespace
{

constexpr int kFigures = 6;
constexpr double kGroupedFrom = 1e4;
constexpr double kGroupedTo = 1e15;  // whole numbers are exact up to here
constexpr int kDecimals = 12;        // QDoubleSpinBox rounds to these; ours are shown by plain()

}  // namespace

NumberBox::NumberBox(double minimum, double maximum, bool whole, bool logarithmic, QWidget *parent)
    : QDoubleSpinBox(parent), m_whole(whole), m_logarithmic(logarithmic)
{
    setDecimals(whole ? 0 : kDecimals);
    setRange(minimum, maximum);
    setAlignment(Qt::AlignRight);
    setFont(figureFont(TextSize::Text));
    setKeyboardTracking(false);
    setFocusPolicy(Qt::StrongFocus);
    const double hundredth = (maximum - minimum) / 100.0;
    const double step = hundredth > 0.0 ? neighbour(hundredth, false) : 1.0;
    setSingleStep(whole ? std::max(1.0, step) : step);
}

double NumberBox::neighbour(double value, bool up)
{
    const double decade = std::pow(10.0, std::floor(std::log10(value)));
    const double mantissa = value / decade;
    constexpr double kSlack = 1e-6;
    if (up) {
        for (const double next : {1.0, 2.0, 5.0}) {
            if (next > mantissa * (1.0 + kSlack)) {
                return next * decade;
            }
        }
        return 10.0 * decade;
    }
    for (const double next : {5.0, 2.0, 1.0}) {
        if (next < mantissa * (1.0 - kSlack)) {
            return next * decade;
        }
    }
    return 0.5 * decade;
}

void NumberBox::stepBy(int steps)
{
    if (!m_logarithmic) {
        QDoubleSpinBox::stepBy(steps);
        return;
    }
    double next = value();
    for (int i = 0; i < std::abs(steps); ++i) {
        if (next <= 0.0) {
            next = steps > 0 ? singleStep() : minimum();
        } else {
            next = neighbour(next, steps > 0);
        }
    }
    setValue(m_whole ? std::round(next) : next);
    selectAll();
}

QString NumberBox::plain(double value)
{
    const double size = std::fabs(value);
    if (size < kGroupedFrom || size >= kGroupedTo) {
        return QString::number(value, 'g', kFigures);
    }
    QLocale locale = QLocale::c();
    locale.setNumberOptions(QLocale::DefaultNumberOptions);  // the C locale leaves groups out
    if (value == std::floor(value)) {
        return locale.toString(value, 'f', 0);
    }
    return locale.toString(value, 'f', std::max(1, kFigures - 1 - static_cast<int>(std::log10(size))));
}

std::optional<double> NumberBox::parse(const QString &text, double maximum)
{
    static const QRegularExpression kSpaces(QStringLiteral("[\\s\u2009\u202f\u00a0'’]"));
    static const QRegularExpression kThousands(QStringLiteral("^[+-]?[1-9]\\d{0,2},\\d{3}(\\.\\d*)?$"));
    QString number = text.trimmed();
    number.remove(kSpaces);
    QString ungrouped = number;
    ungrouped.remove(QLatin1Char(','));
    bool fine = false;
    if (number.count(QLatin1Char(',')) > 1 || kThousands.match(number).hasMatch()) {
        const double grouped = ungrouped.toDouble(&fine);
        if (fine && (grouped <= maximum || number.count(QLatin1Char(',')) > 1)) {
            return grouped;
        }
    }
    const double plainly = number.replace(QLatin1Char(','), QLatin1Char('.')).toDouble(&fine);
    return fine ? std::optional(plainly) : std::nullopt;
}

QString NumberBox::textFromValue(double value) const
{
    return plain(value);
}

double NumberBox::valueFromText(const QString &text) const
{
    QString number = text;
    if (!suffix().isEmpty() && number.endsWith(suffix())) {
        number.chop(suffix().size());
    }
    return parse(number, maximum()).value_or(value());
}

QValidator::State NumberBox::validate(QString &text, int &) const
{
    QString number = text;
    if (!suffix().isEmpty() && number.endsWith(suffix())) {
        number.chop(suffix().size());
    }
    const std::optional<double> parsed = parse(number, maximum());
    if (!parsed) {
        // "", "-", "1e", "." may become a number; letters can't.
        static const QString kParts = QStringLiteral("0123456789+-.,eE '’\u2009\u202f\u00a0");
        for (const QChar character : number.trimmed()) {
            if (!kParts.contains(character)) {
                return QValidator::Invalid;
            }
        }
        return QValidator::Intermediate;
    }
    if (m_whole && *parsed != std::floor(*parsed)) {
        return QValidator::Intermediate;
    }
    return *parsed >= minimum() && *parsed <= maximum() ? QValidator::Acceptable : QValidator::Intermediate;
}

QSize NumberBox::sizeHint() const
{
    QSize hint = QDoubleSpinBox::sizeHint();
    hint.setWidth(14 * kGrid);  // not as wide as twelve decimals would ask for
    return hint;
}

void NumberBox::wheelEvent(QWheelEvent *event)
{
    // Scrolling the form must not change what happens to lie under the pointer.
    if (hasFocus()) {
        QDoubleSpinBox::wheelEvent(event);
    } else {
        event->ignore();
    }
}

}  // namespace tonewright
