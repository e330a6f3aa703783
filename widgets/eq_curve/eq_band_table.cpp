#include "widgets/eq_curve/eq_band_table.h"

#include <QtCore/QEvent>
#include <QtCore/QSignalBlocker>
#include <QtWidgets/QDoubleSpinBox>
#include <QtWidgets/QGridLayout>
#include <QtWidgets/QLabel>
#include <QtWidgets/QToolButton>
#include <cmath>

#include "widgets/eq_curve/eq_node.h"
#include "widgets/parameter_form/field_keys.h"
#include "widgets/parameter_form/number_box.h"
#include "widgets/style/icons.h"
#include "widgets/style/metrics.h"
#include "widgets/style/theme.h"

namespace tonewright
{

namespace
{

constexpr int kNumberWidth = 8 * kGrid;

/// Rounded to what is shown, so that a value that was only looked at isn't an edit.
double shown(double value, int figures)
{
    if (value == 0.0)
        return 0.0;
    const double scale = std::pow(10.0, figures - 1 - std::floor(std::log10(std::abs(value))));
    return std::round(value * scale) / scale;
}

/// Gains with their sign, and the sign a real minus.
class GainBox : public QDoubleSpinBox
{
public:
    using QDoubleSpinBox::QDoubleSpinBox;
    QString textFromValue(double value) const override { return formatSigned(value, decimals()); }
    double valueFromText(const QString &text) const override { return QDoubleSpinBox::valueFromText(plain(text)); }
    QValidator::State validate(QString &text, int &position) const override
    {
        QString ascii = plain(text);
        return QDoubleSpinBox::validate(ascii, position);
    }

private:
    static QString plain(QString text)
    {
        return text.replace(QChar(0x2212), QLatin1Char('-')).remove(QLatin1Char('+'));
    }
};

void prepare(QDoubleSpinBox &box, const QString &name, const QString &suffix, const char *id)
{
    box.setObjectName(QLatin1String(id));
    box.setAccessibleName(name);
    box.setSuffix(suffix);
    box.setKeyboardTracking(false);
    box.setFont(figureFont(TextSize::Small));
    box.setButtonSymbols(QAbstractSpinBox::NoButtons);
    box.setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    box.setMinimumWidth(kNumberWidth);
    box.setMaximumWidth(kNumberWidth + kGrid);
}

}  // namespace

EqBandTable::EqBandTable(EqDocument &document, QWidget *parent) : QWidget(parent), m_document(document)
{
    setAccessibleName(tr("Bands"));
    auto *grid = new QGridLayout(this);
    grid->setContentsMargins(kGrid, kGrid / 2, kGrid, kGrid / 2);
    grid->setHorizontalSpacing(kGrid / 2);
    grid->setVerticalSpacing(kGrid / 4);
    for (std::size_t band = 0; band < kMostBands; ++band)
        addRow(band, *grid);
    grid->setRowStretch(int(kMostBands), 1);
    restyle();
    connect(&m_document, &EqDocument::changed, this, &EqBandTable::follow);
}

void EqBandTable::addRow(std::size_t band, QGridLayout &grid)
{
    Row &row = m_rows[band];
    const EqLimits &limits = m_document.limits();
    row.name = new QLabel(this);
    row.frequency = new NumberBox(limits.lowestHz, limits.highestHz, false, true, this);
    prepare(*row.frequency, tr("Frequency"), QStringLiteral("\u2009Hz"), "eqFrequency");
    row.gain = new GainBox(this);
    row.gain->setDecimals(1);
    row.gain->setSingleStep(0.5);
    row.gain->setRange(-2 * limits.mostGainDb, 2 * limits.mostGainDb);
    prepare(*row.gain, tr("Applied gain"), QStringLiteral("\u2009dB"), "eqGain");
    row.q = new NumberBox(limits.leastQ, limits.mostPeakQ, false, true, this);
    prepare(*row.q, tr("Q"), {}, "eqQ");
    row.qName = new QLabel(tr("Q"), this);
    row.qName->setFont(textFont(TextSize::Small));
    row.qName->setForegroundRole(QPalette::PlaceholderText);
    const auto button = [this](const QString &letter, const QString &hint, const char *id) {
        auto *made = new QToolButton(this);
        made->setObjectName(QLatin1String(id));
        made->setText(letter);
        made->setToolTip(hint);
        made->setCheckable(true);
        made->setFocusPolicy(Qt::TabFocus);
        return made;
    };
    row.mute = button(tr("M"), tr("Mute: this band does nothing"), "eqMute");
    row.solo = button(tr("S"), tr("Solo: this band alone"), "eqSolo");
    row.warning = new QLabel(this);
    row.warning->setFixedWidth(2 * kGrid);
    int column = 0;
    for (QWidget *widget : std::initializer_list<QWidget *>{row.name, row.frequency, row.gain, row.qName, row.q,
                                                            row.mute, row.solo, row.warning})
        grid.addWidget(widget, int(band), column++, Qt::AlignVCenter);
    connect(row.frequency, &QDoubleSpinBox::valueChanged, this, [this, band](double hertz) {
        edit(band, tr("Frequency of %1"), [=](EqEdit &e) { e.setting.bands[band].frequencyHz = hertz; });
    });
    connect(row.gain, &QDoubleSpinBox::valueChanged, this, [this, band](double gainDb) {
        edit(band, tr("Gain of %1"), [=](EqEdit &e) { e.setting.bands[band].gainDb = gainDb / e.passes(); });
    });
    connect(row.q, &QDoubleSpinBox::valueChanged, this,
            [this, band](double q) { edit(band, tr("Q of %1"), [=](EqEdit &e) { e.setting.bands[band].q = q; }); });
    connect(row.mute, &QToolButton::toggled, this,
            [this, band](bool on) { edit(band, tr("Mute %1"), [=](EqEdit &e) { e.states[band].muted = on; }); });
    connect(row.solo, &QToolButton::toggled, this,
            [this, band](bool on) { edit(band, tr("Solo %1"), [=](EqEdit &e) { e.states[band].solo = on; }); });
}

void EqBandTable::setHome(QWidget *home)
{
    for (Row &row : m_rows)
        for (QAbstractSpinBox *box : std::initializer_list<QAbstractSpinBox *>{row.frequency, row.gain, row.q})
            new FieldKeys(*box, home);
}

void EqBandTable::edit(std::size_t band, const QString &what, const std::function<void(EqEdit &)> &how)
{
    EqEdit edit = m_document.edit();
    if (m_following || band >= edit.setting.bands.size())
        return;
    how(edit);
    edit.setting.bands[band] = m_document.limits().within(edit.setting.bands[band]);
    m_document.apply(what.arg(m_rows[band].name->text()), edit);
}

void EqBandTable::follow()
{
    m_following = true;
    const EqEdit &edit = m_document.edit();
    for (std::size_t band = 0; band < kMostBands; ++band) {
        Row &row = m_rows[band];
        const bool there = band < edit.setting.bands.size();
        for (QWidget *widget : std::initializer_list<QWidget *>{row.name, row.frequency, row.gain, row.qName, row.q,
                                                                row.mute, row.solo, row.warning})
            widget->setVisible(there);
        if (!there)
            continue;
        const EqualiserSetting::Band &now = edit.setting.bands[band];
        row.frequency->setValue(shown(now.frequencyHz, 4));
        row.gain->setValue(now.gainDb * edit.passes());
        row.q->setValue(shown(now.q, 3));
        row.mute->setChecked(edit.states[band].muted);
        row.solo->setChecked(edit.states[band].solo);
        row.name->setEnabled(edit.isHeard(band));
    }
    m_following = false;
}

void EqBandTable::setNames(const QStringList &names)
{
    for (std::size_t band = 0; band < kMostBands; ++band) {
        Row &row = m_rows[band];
        const QString name = int(band) < names.size() ? names[int(band)] : QString();
        row.name->setText(name);
        row.frequency->setAccessibleName(tr("Frequency of %1").arg(name));
        row.gain->setAccessibleName(tr("Gain of %1").arg(name));
        row.q->setAccessibleName(tr("Q of %1").arg(name));
        row.mute->setAccessibleName(tr("Mute %1").arg(name));
        row.solo->setAccessibleName(tr("Solo %1").arg(name));
    }
}

void EqBandTable::setWarnings(const QStringList &warnings)
{
    for (std::size_t band = 0; band < kMostBands; ++band) {
        const QString text = int(band) < warnings.size() ? warnings[int(band)] : QString();
        QLabel &label = *m_rows[band].warning;
        label.setToolTip(text);
        label.setAccessibleName(text);
        if (text.isEmpty())
            label.setPixmap({});
        else
            label.setPixmap(icon(Icon::Warning).pixmap(QSize(2 * kGrid, 2 * kGrid), devicePixelRatioF()));
    }
}

void EqBandTable::restyle()
{
    const Theme &current = themeOf(palette());
    for (std::size_t band = 0; band < kMostBands; ++band) {
        QPalette swatch = palette();
        swatch.setColor(QPalette::Active, QPalette::WindowText, current.colour(EqNode::inkOf(band)));
        swatch.setColor(QPalette::Inactive, QPalette::WindowText, current.colour(EqNode::inkOf(band)));
        m_rows[band].name->setPalette(swatch);
        m_rows[band].name->setFont(textFont(TextSize::Small));
    }
}

void EqBandTable::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        restyle();
}

}  // namespace tonewright
