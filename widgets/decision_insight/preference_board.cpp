#include "widgets/decision_insight/preference_board.h"

#include <QtGui/QPainter>
#include <QtWidgets/QGridLayout>
#include <QtWidgets/QLabel>
#include <QtWidgets/QVBoxLayout>
#include <array>

#include "widgets/decision_insight/preference_strip.h"
#include "widgets/style/metrics.h"
#include "widgets/style/pane.h"
#include "widgets/style/theme.h"

namespace tonewright
{

namespace
{

constexpr std::array kGroupInks{Ink::Band1, Ink::Band2, Ink::Band3, Ink::Band4};
constexpr int kTitleWidth = 9 * kGrid;

/// A group's name beside the line that stands for it elsewhere.
class GroupTitle : public QWidget
{
public:
    GroupTitle(const QString &text, Ink ink, QWidget *parent) : QWidget(parent), m_text(text), m_ink(ink)
    {
        setFixedWidth(kTitleWidth + kGrid);
        setToolTip(text);
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        const Theme &theme = themeOf(palette());
        painter.setFont(textFont(TextSize::Small));
        const QFontMetrics metrics = painter.fontMetrics();
        const double middle = metrics.height() / 2.0;
        painter.setPen(QPen(theme.colour(m_ink), 2));
        painter.drawLine(QPointF(0, middle), QPointF(kGrid, middle));
        painter.setPen(theme.colour(Ink::Text));
        const int left = kGrid + kGrid / 2;
        painter.drawText(QRect(left, 0, width() - left, metrics.height()), Qt::AlignVCenter | Qt::AlignLeft,
                         metrics.elidedText(m_text, Qt::ElideRight, width() - left));
    }

private:
    QString m_text;
    Ink m_ink;
};

}  // namespace

/// One line, shortened where there is no room for it.
class PreferenceBoard::Readout : public QWidget
{
public:
    explicit Readout(QWidget *parent) : QWidget(parent) { setObjectName(QStringLiteral("preferenceReadout")); }
    [[nodiscard]] const QString &text() const { return m_text; }
    void setText(const QString &text)
    {
        m_text = text;
        setAccessibleName(text);
        setToolTip(text);
        update();
    }
    [[nodiscard]] QSize sizeHint() const override { return {0, QFontMetrics(textFont(TextSize::Small)).height()}; }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.setFont(figureFont(TextSize::Small));
        painter.setPen(themeOf(palette()).colour(Ink::MutedText));
        painter.drawText(rect(), Qt::AlignRight | Qt::AlignVCenter,
                         painter.fontMetrics().elidedText(m_text, Qt::ElideRight, width()));
    }

private:
    QString m_text;
};

PreferenceBoard::PreferenceBoard(QWidget *parent)
    : QWidget(parent), m_grid(new QGridLayout), m_readout(new Readout(this))
{
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setHorizontalSpacing(kGrid);
    m_grid->setVerticalSpacing(kGrid / 4);
    auto *heading = new QLabel(tr("How it liked each value"), this);
    heading->setToolTip(tr("Every setting over all values that it could have taken. Point at a strip, or go there by "
                           "Tab, to read single values."));
    auto *top = new QHBoxLayout;
    top->setContentsMargins(0, 0, 0, 0);
    top->setSpacing(2 * kGrid);
    top->addWidget(heading);
    top->addWidget(m_readout, 1);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(kGrid / 2);
    layout->addLayout(top);
    layout->addLayout(m_grid, 1);
    setAccessibleName(heading->text());
}

QString PreferenceBoard::readout() const
{
    return m_readout->text();
}

void PreferenceBoard::setPreferences(const DecisionInsight &insight)
{
    const auto &preferences = insight.preferences;
    bool same = preferences.size() == m_strips.size();
    for (std::size_t i = 0; same && i < preferences.size(); ++i) {
        const ValuePreference &shown = m_strips[i]->preference();
        same = shown.group == preferences[i].group && shown.name == preferences[i].name;
    }
    if (!same)
        rebuild(preferences);
    m_scores = insight.scores;
    std::size_t group = 0;
    for (std::size_t i = 0; i < preferences.size(); ++i) {
        if (i > 0 && preferences[i].group != preferences[i - 1].group)
            ++group;
        m_strips[i]->setPreference(preferences[i], insight.scores, kGroupInks[group % kGroupInks.size()]);
        m_strips[i]->setToolTip(
            tr("<p><b>%1, %2</b></p><p>How much the agent liked each value: the higher, the more. Every strip has its "
               "own scale. %3</p><p>%4</p>")
                .arg(studyText(preferences[i].group).toHtmlEscaped(), studyText(preferences[i].name).toHtmlEscaped(),
                     m_strips[i]->summary().toHtmlEscaped(), studyText(insight.scoresMeaning).toHtmlEscaped()));
    }
    showReadout();
}

void PreferenceBoard::rebuild(const std::vector<ValuePreference> &preferences)
{
    while (QLayoutItem *item = m_grid->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    m_strips.clear();
    int row = -1;
    int column = 0;
    for (std::size_t i = 0; i < preferences.size(); ++i) {
        if (i == 0 || preferences[i].group != preferences[i - 1].group) {
            ++row;
            column = 0;
            m_grid->addWidget(
                new GroupTitle(studyText(preferences[i].group), kGroupInks[std::size_t(row) % kGroupInks.size()], this),
                row, 0);
        }
        auto *strip = new PreferenceStrip(this);
        m_grid->addWidget(strip, row, ++column);
        m_grid->setColumnStretch(column, 1);
        m_strips.push_back(strip);
        connect(strip, &PreferenceStrip::cursorMoved, this, [this, i](int index) {
            if (index >= 0)
                setCurrent(i);
            showReadout();
        });
        connect(strip, &PreferenceStrip::neighbourWanted, this, [this, i](int rows) { moveFocus(i, rows); });
    }
    m_current = 0;
    if (!m_strips.empty())
        setCurrent(0);
}

/// Only one strip is a stop for Tab, so that twelve don't stand between two panes.
void PreferenceBoard::setCurrent(std::size_t strip)
{
    m_strips[m_current]->setFocusPolicy(Qt::ClickFocus);
    m_current = strip;
    m_strips[m_current]->setFocusPolicy(Qt::StrongFocus);
}

void PreferenceBoard::moveFocus(std::size_t from, int rows)
{
    const auto wanted = std::ptrdiff_t(from) + rows;
    if (wanted < 0 || wanted >= std::ptrdiff_t(m_strips.size()))
        return;
    setCurrent(std::size_t(wanted));
    m_strips[m_current]->setFocus(Qt::TabFocusReason);
}

void PreferenceBoard::showReadout()
{
    // The pointer goes before the keyboard.
    const PreferenceStrip *read = nullptr;
    for (const PreferenceStrip *strip : m_strips)
        if (strip->cursor() >= 0 && (read == nullptr || strip->underMouse()))
            read = strip;
    if (read != nullptr) {
        m_readout->setText(read->readout(read->cursor()));
        return;
    }
    m_readout->setText(m_scores == PreferenceScores::Probabilities ? tr("▼ chosen  △ second best  ▮ probability")
                                                                   : tr("▼ chosen  △ second best  ▮ advantage"));
}

}  // namespace tonewright
