#include "widgets/dataset_pane/setting_comparison.h"

#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QHeaderView>
#include <QtWidgets/QLabel>
#include <QtWidgets/QStackedWidget>
#include <QtWidgets/QTableWidget>
#include <algorithm>
#include <cmath>

#include "core/eq_exchange/biquad_chain.h"
#include "widgets/dataset_pane/table_look.h"
#include "widgets/eq_curve/eq_curve_view.h"
#include "widgets/eq_curve/eq_editor.h"
#include "widgets/style/metrics.h"
#include "widgets/style/pane.h"

namespace tonewright
{

namespace
{

constexpr int kPoints = 200;
constexpr int kLowRow = 2 * kGrid + kGrid / 4;  // four bands fit into a low pane
enum Column { Band, NeededHz, FoundHz, NeededGain, FoundGain, NeededQ, FoundQ, ColumnCount };

std::vector<double> frequencies(double sampleRate)
{
    return eq_exchange::logFrequencies(std::min(20000.0, 0.98 * sampleRate / 2), kPoints);
}

std::vector<double> response(const EqualiserSetting &setting, const std::vector<double> &hertz)
{
    eq_exchange::BiquadChain chain = eq_exchange::chainOf(setting);
    chain.preampDb = 0;  // that is for other programs
    return eq_exchange::responseDb(chain, hertz, setting.sampleRate);
}

/// Of numbers and of what stands above them.
Qt::Alignment alignmentOf(int column)
{
    return (column == Band ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter;
}

}  // namespace

SettingDistance settingDistance(const EqualiserSetting &needed, const EqualiserSetting &found)
{
    const std::vector<double> hertz = frequencies(needed.sampleRate);
    const std::vector<double> wanted = response(needed, hertz);
    const std::vector<double> applied = response(found, hertz);
    SettingDistance distance;
    for (std::size_t i = 0; i < hertz.size(); ++i)
        distance.offsetDb += (applied[i] - wanted[i]) / double(hertz.size());
    for (std::size_t i = 0; i < hertz.size(); ++i)
        distance.meanDb += std::abs(applied[i] - wanted[i] - distance.offsetDb) / double(hertz.size());
    return distance;
}

SettingComparison::SettingComparison(QWidget *parent)
    : QWidget(parent), m_table(new QTableWidget), m_curves(new EqCurveView), m_verdict(new MutedLabel(this)),
      m_empty(new EmptyState(this)), m_stack(new QStackedWidget(this))
{
    m_table->setAccessibleName(tr("What undoes the distortion and what the agent chose, by band"));
    m_table->setColumnCount(ColumnCount);
    m_table->setHorizontalHeaderLabels({tr("Band"), tr("Frequency\nneeded"), tr("Frequency\nchosen"),
                                        tr("Gain\nneeded"), tr("Gain\nchosen"), tr("Q\nneeded"), tr("Q\nchosen")});
    for (int column = 0; column < ColumnCount; ++column)
        m_table->horizontalHeaderItem(column)->setTextAlignment(alignmentOf(column));
    makePlainTable(*m_table);
    m_table->verticalHeader()->setMinimumSectionSize(kLowRow);
    m_table->verticalHeader()->setDefaultSectionSize(kLowRow);
    m_table->verticalHeader()->hide();
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_verdict->setContentsMargins(kGrid, kGrid / 2, kGrid, kGrid / 2);
    m_verdict->setWordWrap(true);
    m_verdict->setToolTip(tr("Other numbers may give nearly the same curve: what counts is the distance of the curves. "
                             "A common difference is one of volume and counts for little."));
    auto *left = new QWidget;
    auto *column = new QVBoxLayout(left);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_table, 1);
    column->addWidget(m_verdict);
    auto *split = new HairlineSplitter(Qt::Horizontal);
    split->addWidget(left);
    split->addWidget(m_curves);
    split->setChildrenCollapsible(false);
    split->setStretchFactor(0, 0);
    split->setStretchFactor(1, 1);
    split->setSizes({66 * kGrid, 40 * kGrid});
    m_empty->setIcon(Icon::Curve);
    m_stack->addWidget(m_empty);
    m_stack->addWidget(split);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_stack);
    clear();
}

void SettingComparison::say(const QString &sentence)
{
    m_empty->setSentence(sentence);
    m_stack->setCurrentIndex(0);
    m_verdict->clear();
    m_table->setRowCount(0);
}

void SettingComparison::clear()
{
    say(tr("What was done to a track, and what the agent found to undo it. Choose a track in the table."));
}

void SettingComparison::setWaiting()
{
    say(tr("What was done to the sound that is open, and what the agent finds to undo it. The agent is deciding."));
}

void SettingComparison::setSettings(const std::optional<EqualiserSetting> &needed,
                                    const std::optional<EqualiserSetting> &found)
{
    if (!needed)
        say(tr("This pair was given as it is: what was done to it is not known."));
    else if (!found)
        say(tr("The agent has not decided on this track yet."));
    else
        fill(*needed, *found);
}

void SettingComparison::fill(const EqualiserSetting &needed, const EqualiserSetting &found)
{
    const auto rows = int(std::min(needed.bands.size(), found.bands.size()));
    m_table->setRowCount(rows);
    const auto cell = [this](int row, int column, const QString &text) {
        auto *item = new QTableWidgetItem(text);
        item->setTextAlignment(alignmentOf(column));
        if (column != Band)
            item->setFont(figureFont(TextSize::Small));
        m_table->setItem(row, column, item);
    };
    const QStringList names = bandNames(needed);
    for (int row = 0; row < rows; ++row) {
        const auto &want = needed.bands[std::size_t(row)], &have = found.bands[std::size_t(row)];
        cell(row, Band, names.value(row));
        cell(row, NeededHz, formatHz(want.frequencyHz));
        cell(row, FoundHz, formatHz(have.frequencyHz));
        cell(row, NeededGain, formatQuantity(want.gainDb * needed.passes, QStringLiteral("dB")));
        cell(row, FoundGain, formatQuantity(have.gainDb * found.passes, QStringLiteral("dB")));
        cell(row, NeededQ, formatNumber(want.q, 2));
        cell(row, FoundQ, formatNumber(have.q, 2));
    }
    const std::vector<double> hertz = frequencies(needed.sampleRate);
    ResponseCurves curves;
    curves.total = {tr("Chosen").toStdString(), hertz, response(found, hertz)};
    curves.ideal = Curve{tr("Needed").toStdString(), hertz, response(needed, hertz)};
    curves.decidedBy = DecidedBy::Agent;
    m_curves->setCurves(curves);
    const SettingDistance distance = settingDistance(needed, found);
    m_verdict->setText(tr("The curves are %1 apart on average, besides %2 of volume.")
                           .arg(formatWithUnit(distance.meanDb, 1, QStringLiteral("dB")),
                                formatQuantity(distance.offsetDb, QStringLiteral("dB"))));
    m_stack->setCurrentIndex(1);
}

QString SettingComparison::verdict() const
{
    return m_verdict->text();
}

}  // namespace tonewright
