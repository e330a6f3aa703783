#include "widgets/decision_insight/preference_strip.h"

#include <QtGui/QKeyEvent>
#include <QtGui/QMouseEvent>
#include <QtGui/QPainter>
#include <algorithm>
#include <cmath>

#include "widgets/style/metrics.h"

namespace tonewright
{

namespace
{

constexpr double kMark = 5;        // size of the marks above and below the bars
constexpr double kLeastBars = 12;  // height of the bars
constexpr double kGapFrom = 4;     // bars at least so wide are set apart
constexpr double kFlat = 0.5;      // how high bars are that are all alike
constexpr double kBarOpacity = 0.6;
constexpr int kPage = 10;
constexpr int kLeastWidth = 8 * kGrid;

int captionHeight()
{
    return QFontMetrics(textFont(TextSize::Small)).height();
}

}  // namespace

QString scoreText(double score, PreferenceScores scores)
{
    if (scores == PreferenceScores::Probabilities) {
        const double percent = 100 * score;
        if (percent > 0 && percent < 0.05)
            return QStringLiteral("< 0.1\u2009%");
        return formatWithUnit(percent, percent < 9.95 ? 1 : 0, QStringLiteral("%"));
    }
    return formatSigned(score, 3);
}

PreferenceStrip::PreferenceStrip(QWidget *parent) : QWidget(parent)
{
    setMouseTracking(true);
    setFocusPolicy(Qt::ClickFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
}

void PreferenceStrip::setPreference(const ValuePreference &preference, PreferenceScores scores, Ink ink)
{
    if (preference.values != m_preference.values)
        m_cursor = -1;
    m_preference = preference;
    m_scores = scores;
    m_ink = ink;
    const auto &all = m_preference.scores;
    m_low = 0;
    m_high = 1;
    if (!all.empty()) {
        // Of advantages only differences count: the strip begins at the least liked value.
        m_low = scores == PreferenceScores::Probabilities ? 0.0 : *std::min_element(all.begin(), all.end());
        m_high = *std::max_element(all.begin(), all.end());
    }
    m_edges.assign(1, 0.0);
    for (std::size_t i = 1; i < m_preference.values.size(); ++i)
        m_edges.push_back((positionOf(m_preference.values[i - 1]) + positionOf(m_preference.values[i])) / 2);
    m_edges.push_back(1.0);
    describe();
    update();
}

QString PreferenceStrip::valueText(double value) const
{
    return formatQuantity(value, studyText(m_preference.unit));
}

int PreferenceStrip::chosenIndex() const
{
    const auto &values = m_preference.values;
    int nearest = values.empty() ? -1 : 0;
    for (std::size_t i = 1; i < values.size(); ++i)
        if (std::fabs(values[i] - m_preference.chosen) < std::fabs(values[std::size_t(nearest)] - m_preference.chosen))
            nearest = int(i);
    return nearest;
}

QString PreferenceStrip::summary() const
{
    const auto scoreAt = [this](double value) {
        const auto &values = m_preference.values;
        const auto found = std::find(values.begin(), values.end(), value);
        return scoreText(m_preference.scores[std::size_t(found - values.begin())], m_scores);
    };
    const int chosen = chosenIndex();
    if (chosen < 0)
        return {};
    const QString taken =
        tr("chosen %1 (%2)")
            .arg(valueText(m_preference.chosen), scoreText(m_preference.scores[std::size_t(chosen)], m_scores));
    if (std::isnan(m_preference.runnerUp))
        return tr("%1, no other value possible").arg(taken);
    return tr("%1, second best %2 (%3)").arg(taken, valueText(m_preference.runnerUp), scoreAt(m_preference.runnerUp));
}

QString PreferenceStrip::readout(int index) const
{
    if (index < 0 || index >= int(m_preference.values.size()))
        return {};
    const auto i = std::size_t(index);
    const QString score = scoreText(m_preference.scores[i], m_scores);
    return tr("%1, %2: %3, %4")
        .arg(studyText(m_preference.group), studyText(m_preference.name), valueText(m_preference.values[i]),
             m_scores == PreferenceScores::Probabilities ? tr("probability %1").arg(score)
                                                         : tr("advantage %1").arg(score));
}

void PreferenceStrip::describe()
{
    setAccessibleName(tr("%1, %2: preferences").arg(studyText(m_preference.group), studyText(m_preference.name)));
    setAccessibleDescription(m_cursor >= 0 ? readout(m_cursor) : summary());
}

void PreferenceStrip::setCursor(int index)
{
    index = std::clamp(index, -1, int(m_preference.values.size()) - 1);
    if (index == m_cursor)
        return;
    m_cursor = index;
    describe();
    update();
    Q_EMIT cursorMoved(index);
}

double PreferenceStrip::positionOf(double value) const
{
    const auto &values = m_preference.values;
    const double first = values.front();
    const double last = values.back();
    if (last <= first)
        return 0.5;
    if (m_preference.logarithmic && first > 0)
        return std::log(value / first) / std::log(last / first);
    return (value - first) / (last - first);
}

double PreferenceStrip::heightOf(double score) const
{
    return m_high > m_low ? (score - m_low) / (m_high - m_low) : kFlat;
}

QRectF PreferenceStrip::bars() const
{
    // Room for the marks, and at the sides for half of one at the first or last value.
    return QRectF(rect()).adjusted(kMark / 2, captionHeight() + kMark, -kMark / 2, -kMark);
}

int PreferenceStrip::indexAt(double x) const
{
    if (m_preference.values.empty())
        return -1;
    const QRectF area = bars();
    const double place = (x - area.left()) / area.width();
    const auto after = std::upper_bound(m_edges.begin() + 1, m_edges.end() - 1, place);
    return int(after - m_edges.begin()) - 1;
}

QRectF PreferenceStrip::barOf(int index) const
{
    const QRectF area = bars();
    const double left = area.left() + area.width() * m_edges[std::size_t(index)];
    const double right = area.left() + area.width() * m_edges[std::size_t(index) + 1];
    return {left, area.top(), right - left, area.height()};
}

QSize PreferenceStrip::sizeHint() const
{
    return minimumSizeHint().expandedTo({14 * kGrid, 0});
}

QSize PreferenceStrip::minimumSizeHint() const
{
    return {kLeastWidth, captionHeight() + int(2 * kMark + kLeastBars)};
}

void PreferenceStrip::paintCaption(QPainter &painter, const Theme &theme) const
{
    const QRectF line(kMark / 2, 0, width() - kMark, captionHeight());
    // A plain number needs its name to be understood.
    const QString value = m_preference.unit.empty()
                              ? studyText(m_preference.name) + QLatin1Char(' ') + valueText(m_preference.chosen)
                              : valueText(m_preference.chosen);
    const int chosen = chosenIndex();
    const QString score = scoreText(m_preference.scores[std::size_t(chosen)], m_scores);
    painter.setFont(figureFont(TextSize::Small));
    painter.setPen(theme.colour(Ink::Text));
    painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter, value);
    const QFontMetricsF metrics(painter.font());
    if (metrics.horizontalAdvance(value) + kGrid + metrics.horizontalAdvance(score) > line.width())
        return;  // the read-out has it
    painter.setPen(theme.colour(Ink::MutedText));
    painter.drawText(line, Qt::AlignRight | Qt::AlignVCenter, score);
}

void PreferenceStrip::paintBars(QPainter &painter, const Theme &theme) const
{
    const QRectF area = bars();
    painter.fillRect(area, theme.colour(Ink::Surface));
    QColor fill = theme.colour(m_ink);
    fill.setAlphaF(kBarOpacity);
    // Bars narrower than a pixel share it: the highest is drawn.
    const double pixel = 1.0 / devicePixelRatioF();
    const auto snapped = [pixel](double x) { return std::round(x / pixel) * pixel; };
    double left = area.left();
    double most = 0;
    for (int i = 0; i < int(m_preference.values.size()); ++i) {
        most = std::max(most, heightOf(m_preference.scores[std::size_t(i)]));
        const double right = snapped(barOf(i).right());
        if (right - left < pixel / 2)
            continue;
        const double gap = right - left >= kGapFrom ? 1 : 0;
        painter.fillRect(QRectF(left, area.bottom() - most * area.height(), right - left - gap, most * area.height()),
                         fill);
        left = right;
        most = 0;
    }
    painter.setPen(QPen(theme.colour(Ink::Border), 1));
    const double floor = std::round(area.bottom()) + 0.5;
    painter.drawLine(QPointF(area.left(), floor), QPointF(area.right(), floor));
    if (m_scores == PreferenceScores::Advantages && m_low < 0 && m_high > 0) {
        // An average value: what is above is worth more.
        const double average = std::round(area.bottom() - heightOf(0) * area.height()) + 0.5;
        painter.setPen(QPen(theme.colour(Ink::Border), 1, Qt::DotLine));
        painter.drawLine(QPointF(area.left(), average), QPointF(area.right(), average));
    }
}

void PreferenceStrip::paintMarks(QPainter &painter, const Theme &theme) const
{
    const QRectF area = bars();
    const auto xOf = [&](double value) { return area.left() + std::clamp(positionOf(value), 0.0, 1.0) * area.width(); };
    if (m_cursor >= 0) {
        const double x = barOf(m_cursor).center().x();
        painter.setPen(QPen(theme.colour(Ink::Text), 1));
        painter.drawLine(QPointF(x, area.top() - kMark), QPointF(x, area.bottom()));
    }
    if (!std::isnan(m_preference.runnerUp)) {
        const double x = xOf(m_preference.runnerUp);
        const double top = area.bottom() + 1.5;
        painter.setPen(QPen(theme.colour(Ink::Text), 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawPolygon(QPolygonF({{x, top}, {x - kMark / 2, top + kMark - 2}, {x + kMark / 2, top + kMark - 2}}));
    }
    const double x = xOf(m_preference.chosen);
    painter.setPen(QPen(theme.colour(Ink::Processed), 2, Qt::SolidLine, Qt::FlatCap));
    painter.drawLine(QPointF(x, area.top() - 1), QPointF(x, area.bottom()));
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.colour(Ink::Processed));
    painter.drawPolygon(
        QPolygonF({{x, area.top()}, {x - kMark / 2 - 1, area.top() - kMark}, {x + kMark / 2 + 1, area.top() - kMark}}));
}

void PreferenceStrip::paintEvent(QPaintEvent *)
{
    if (m_preference.values.empty())
        return;
    QPainter painter(this);
    const Theme &theme = themeOf(palette());
    paintCaption(painter, theme);
    paintBars(painter, theme);
    painter.setRenderHint(QPainter::Antialiasing);
    paintMarks(painter, theme);
    if (hasFocus()) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(theme.colour(Ink::Accent), 1));
        painter.drawRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5));
    }
}

void PreferenceStrip::mouseMoveEvent(QMouseEvent *event)
{
    setCursor(indexAt(event->position().x()));
}

void PreferenceStrip::mousePressEvent(QMouseEvent *event)
{
    setFocus(Qt::MouseFocusReason);
    setCursor(indexAt(event->position().x()));
}

void PreferenceStrip::leaveEvent(QEvent *event)
{
    QWidget::leaveEvent(event);
    if (!hasFocus())
        setCursor(-1);
}

void PreferenceStrip::keyPressEvent(QKeyEvent *event)
{
    const int last = int(m_preference.values.size()) - 1;
    const int from = m_cursor < 0 ? chosenIndex() : m_cursor;
    switch (event->key()) {
    case Qt::Key_Left:
        setCursor(std::max(0, from - 1));
        break;
    case Qt::Key_Right:
        setCursor(std::min(last, from + 1));
        break;
    case Qt::Key_PageDown:
        setCursor(std::max(0, from - kPage));
        break;
    case Qt::Key_PageUp:
        setCursor(std::min(last, from + kPage));
        break;
    case Qt::Key_Home:
        setCursor(0);
        break;
    case Qt::Key_End:
        setCursor(last);
        break;
    case Qt::Key_Up:
        Q_EMIT neighbourWanted(-1);
        break;
    case Qt::Key_Down:
        Q_EMIT neighbourWanted(1);
        break;
    default:
        QWidget::keyPressEvent(event);
    }
}

void PreferenceStrip::focusInEvent(QFocusEvent *event)
{
    QWidget::focusInEvent(event);
    if (event->reason() != Qt::MouseFocusReason)
        setCursor(chosenIndex());
    update();
}

void PreferenceStrip::focusOutEvent(QFocusEvent *event)
{
    QWidget::focusOutEvent(event);
    setCursor(-1);
    update();
}

}  // namespace tonewright
