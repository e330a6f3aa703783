#include "widgets/abc_player/abx_dialog.h"

#include <QtCore/QDateTime>
#include <QtGui/QShortcut>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QFormLayout>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QLabel>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QSpinBox>
#include <QtWidgets/QStackedWidget>
#include <QtWidgets/QVBoxLayout>

#include "core/base/json.h"
#include "widgets/abc_player/transport_shortcuts.h"
#include "widgets/style/metrics.h"
#include "widgets/style/pane.h"
#include "widgets/style/role.h"

namespace tonewright
{

namespace
{

constexpr double kLikelyChance = 0.05;
constexpr int kWidth = 56 * kGrid;

QLabel *wrapped(const QString &text, QWidget *parent)
{
    auto *label = new QLabel(text, parent);
    label->setWordWrap(true);
    return label;
}

QString percent(double part)
{
    return part < 0.001 ? AbxDialog::tr("less than 0.1 %") : AbxDialog::tr("%1 %").arg(formatNumber(100 * part, 1));
}

std::string recordName(AbcSource source)
{
    switch (source) {
    case AbcSource::Raw:
        return "raw";
    case AbcSource::Processed:
        return "processed";
    case AbcSource::Reference:
        return "reference";
    case AbcSource::Difference:
        break;
    }
    return "difference";
}

/// What X was and what was said, in two columns: 25 trials fit on a small screen.
QString trialsTable(const AbxTest::Outcome &outcome)
{
    const auto letter = [](AbxTest::Side side) {
        return side == AbxTest::Side::A ? AbxDialog::tr("A") : AbxDialog::tr("B");
    };
    const auto cell = [&](std::size_t i) {
        if (i >= outcome.trials.size())
            return QString();
        const AbxTest::Trial &trial = outcome.trials[i];
        return QStringLiteral("<td align=right>%1</td><td>&nbsp;%2&nbsp;</td><td>%3&nbsp;&nbsp;&nbsp;&nbsp;</td>")
            .arg(QString::number(i + 1),
                 AbxDialog::tr("X was %1, you said %2").arg(letter(trial.x), letter(trial.answer)),
                 trial.isCorrect() ? QStringLiteral("✓") : QStringLiteral("–"));
    };
    const std::size_t half = (outcome.trials.size() + 1) / 2;
    QString rows;
    for (std::size_t i = 0; i < half; ++i)
        rows += QStringLiteral("<tr>%1%2</tr>").arg(cell(i), cell(half + i));
    return QStringLiteral("<table cellspacing=0>%1</table>").arg(rows);
}

}  // namespace

AbxDialog::AbxDialog(AbcPlayer &player, Setup setup, QWidget *parent)
    : QDialog(parent), m_player(player), m_setup(std::move(setup)), m_pages(new QStackedWidget(this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowModality(Qt::NonModal);
    setWindowTitle(tr("Blind test"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(2 * kGrid, 2 * kGrid, 2 * kGrid, 2 * kGrid);
    layout->addWidget(m_pages);
    m_pages->addWidget(makeSetupPage());
    m_pages->addWidget(makeTrialPage());
    m_pages->addWidget(makeResultPage());
    installTransportShortcuts(player, this, TransportKeys::Moving);
    connect(&player, &AbcPlayer::sourcesChanged, this, &AbxDialog::checkSetup);
    connect(&player, &AbcPlayer::outputMessageChanged, this, &AbxDialog::onOutputChanged);
    connect(&player, &AbcPlayer::canPlayChanged, this, &AbxDialog::checkSetup);
    connect(&player, &AbcPlayer::blindChanged, this, &AbxDialog::onBlindChanged);
    setFixedWidth(kWidth);
    checkSetup();
}

AbxDialog::~AbxDialog() = default;

// ---- pages ----

QWidget *AbxDialog::makeSetupPage()
{
    auto *page = new QWidget(this);
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(kGrid);
    layout->addWidget(
        wrapped(tr("Can you hear a difference? In every trial X is secretly A or B. Listen as long as you "
                   "like, then say which. What was right is told after the last trial."),
                page));
    auto *form = new QFormLayout;
    form->setHorizontalSpacing(2 * kGrid);
    const std::array labels{tr("&A is"), tr("&B is")};
    for (std::size_t i = 0; i < 2; ++i) {
        m_choices[i] = new QComboBox(page);
        for (const AbcSource source : kAbcSources)
            m_choices[i]->addItem(roleName(source), int(indexOf(source)));
        m_choices[i]->setCurrentIndex(int(indexOf(m_sources[i])));
        m_choices[i]->setAccessibleName(QString(labels[i]).remove(QLatin1Char('&')));
        connect(m_choices[i], &QComboBox::currentIndexChanged, this, &AbxDialog::checkSetup);
        form->addRow(labels[i], m_choices[i]);
    }
    m_trials = new QSpinBox(page);
    m_trials->setRange(AbxSetup::kFewest, AbxSetup::kMost);
    m_trials->setValue(AbxSetup().trials);
    m_trials->setAccessibleName(tr("Trials"));
    m_trials->setToolTip(
        tr("Fewer than %1 prove nothing, more than %2 tire the ears.").arg(AbxSetup::kFewest).arg(AbxSetup::kMost));
    form->addRow(tr("&Trials"), m_trials);
    for (QWidget *field : std::initializer_list<QWidget *>{m_choices[0], m_choices[1], m_trials}) {
        // Letters beside an underlined one are set wider than they are measured.
        QWidget *label = form->labelForField(field);
        label->setMinimumWidth(label->sizeHint().width() + kGrid / 2);
    }
    layout->addLayout(form);
    layout->addWidget(
        wrapped(tr("Both play at equal loudness. Tip: loop a few seconds first (keys [ ] and L)."), page));
    m_problem = wrapped({}, page);
    m_problem->setObjectName(QStringLiteral("abx.problem"));
    m_problem->setMinimumHeight(kRow);
    layout->addWidget(m_problem);
    layout->addStretch(1);
    m_start = new QPushButton(tr("&Start the test"), page);
    m_start->setObjectName(QStringLiteral("abx.start"));
    m_start->setProperty("primary", true);
    m_start->setDefault(true);
    connect(m_start, &QPushButton::clicked, this, &AbxDialog::begin);
    auto *cancel = new QPushButton(tr("Cancel"), page);
    cancel->setObjectName(QStringLiteral("abx.cancel"));
    cancel->setAutoDefault(false);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(kGrid);
    buttons->addStretch(1);
    buttons->addWidget(cancel);
    buttons->addWidget(m_start);
    layout->addLayout(buttons);
    return page;
}

QPushButton *AbxDialog::makeListenButton(Heard what, Qt::Key key)
{
    auto *button = new QPushButton(this);
    button->setObjectName(QStringLiteral("abx.listen%1").arg(int(what) + 1));
    button->setCheckable(true);
    button->setAutoExclusive(true);
    button->setAutoDefault(false);
    button->setMinimumHeight(6 * kGrid);
    connect(button, &QPushButton::clicked, this, [this, what] { hear(what); });
    auto *shortcut = new QShortcut(key, this);
    shortcut->setAutoRepeat(false);
    connect(shortcut, &QShortcut::activated, button, &QPushButton::click);
    return button;
}

QPushButton *AbxDialog::makeAnswerButton(AbxTest::Side side, Qt::Key key)
{
    const bool isA = side == AbxTest::Side::A;
    auto *button = new QPushButton(isA ? tr("X is A") : tr("X is B"), this);
    button->setObjectName(isA ? QStringLiteral("abx.isA") : QStringLiteral("abx.isB"));
    button->setAutoDefault(false);
    button->setMinimumHeight(4 * kGrid);
    button->setToolTip(tr("Key %1; first listen to X").arg(QKeySequence(key).toString(QKeySequence::NativeText)));
    connect(button, &QPushButton::clicked, this, [this, side] { answer(side); });
    auto *shortcut = new QShortcut(key, this);
    shortcut->setAutoRepeat(false);
    connect(shortcut, &QShortcut::activated, button, &QPushButton::click);
    return button;
}

QWidget *AbxDialog::makeTrialPage()
{
    auto *page = new QWidget(this);
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(kGrid);
    m_progress = new QLabel(page);
    m_progress->setObjectName(QStringLiteral("abx.progress"));
    m_progress->setFont(figureFont(TextSize::Title));
    layout->addWidget(m_progress);
    layout->addWidget(wrapped(tr("Listen (keys 1, 2, 3; Space plays and pauses)"), page));
    auto *listen = new QHBoxLayout;
    listen->setSpacing(kGrid);
    for (const auto &[what, key] : {std::pair{Heard::A, Qt::Key_1}, {Heard::B, Qt::Key_2}, {Heard::X, Qt::Key_3}})
        listen->addWidget(m_listen[std::size_t(what)] = makeListenButton(what, key));
    layout->addLayout(listen);
    layout->addSpacing(kGrid);
    layout->addWidget(wrapped(tr("Which one is X? (keys A, B)"), page));
    auto *answers = new QHBoxLayout;
    answers->setSpacing(kGrid);
    for (const auto &[side, key] : {std::pair{AbxTest::Side::A, Qt::Key_A}, {AbxTest::Side::B, Qt::Key_B}})
        answers->addWidget(m_answers[std::size_t(side)] = makeAnswerButton(side, key));
    layout->addLayout(answers);
    layout->addStretch(1);
    auto *stop = new QPushButton(tr("Stop without a result"), page);
    stop->setAutoDefault(false);
    connect(stop, &QPushButton::clicked, this, [this] { giveUp({}); });
    layout->addWidget(stop, 0, Qt::AlignRight);
    return page;
}

QWidget *AbxDialog::makeResultPage()
{
    auto *page = new QWidget(this);
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(kGrid);
    m_count = new QLabel(page);
    m_count->setObjectName(QStringLiteral("abx.count"));
    QFont large = figureFont(TextSize::Title);
    large.setPointSizeF(large.pointSizeF() * 1.8);
    m_count->setFont(large);
    m_verdict = wrapped({}, page);
    m_verdict->setObjectName(QStringLiteral("abx.verdict"));
    m_details = new QLabel(page);
    m_details->setObjectName(QStringLiteral("abx.details"));
    m_details->setTextFormat(Qt::RichText);
    m_details->setFont(figureFont(TextSize::Small));
    m_where = wrapped({}, page);
    m_where->setFont(textFont(TextSize::Small));
    m_where->setTextInteractionFlags(Qt::TextSelectableByMouse);
    for (QLabel *label : {m_count, m_verdict, m_details, m_where})
        layout->addWidget(label);
    layout->addStretch(1);
    auto *buttons = new QHBoxLayout;
    auto *again = new QPushButton(tr("&Once more"), page);
    auto *close = new QPushButton(tr("&Close"), page);
    connect(again, &QPushButton::clicked, this, [this] { giveUp({}); });
    connect(close, &QPushButton::clicked, this, &QDialog::close);
    buttons->addStretch(1);
    buttons->addWidget(again);
    buttons->addWidget(close);
    layout->addLayout(buttons);
    return page;
}

// ---- the test ----

AbcSource AbxDialog::sourceOf(AbxTest::Side side) const
{
    return m_sources[std::size_t(side)];
}

void AbxDialog::checkSetup()
{
    QStringList problems;
    for (std::size_t i = 0; i < 2; ++i) {
        m_sources[i] = AbcSource(m_choices[i]->currentData().toInt());
        if (!m_player.hasSource(m_sources[i]))
            problems << tr("There is no sound “%1” yet.").arg(roleName(m_sources[i]));
    }
    if (m_sources[0] == m_sources[1])
        problems = QStringList{tr("Choose two different sounds.")};
    const QString silence = problems.isEmpty() ? unheard() : m_player.outputMessage();
    m_start->setEnabled(problems.isEmpty() && (silence.isEmpty() || !m_setup.needsDevice));
    if (!silence.isEmpty())
        problems << silence;
    problems.removeDuplicates();
    m_problem->setText(problems.join(QLatin1Char('\n')));
    fitHeight();
}

QString AbxDialog::unheard() const
{
    if (m_player.canPlay() && m_player.outputMessage().isEmpty())
        return {};
    return m_player.outputMessage().isEmpty() ? tr("There is no sound device that is ready.")
                                              : m_player.outputMessage();
}

/// What nobody could hear is no test.
void AbxDialog::onOutputChanged()
{
    if (m_setup.needsDevice && m_test && !m_test->isFinished() && !m_player.outputMessage().isEmpty())
        giveUp(tr("The test ended, nothing can be heard: %1").arg(m_player.outputMessage()));
    else if (!m_test)
        checkSetup();
}

/// Grows with what its pages say: their text wraps, which the window isn't told.
void AbxDialog::fitHeight()
{
    layout()->activate();
    resize(width(), std::max(height(), layout()->totalHeightForWidth(kWidth)));
}

void AbxDialog::begin()
{
    if (m_setup.needsDevice && !unheard().isEmpty()) {
        checkSetup();
        return;
    }
    auto test = AbxTest::begin({.trials = m_trials->value(),
                                .seed = m_setup.seed,
                                .item = m_setup.item.toStdString(),
                                .a = recordName(m_sources[0]),
                                .b = recordName(m_sources[1])});
    if (!test || !m_player.beginBlind(m_sources[0], m_sources[1])) {
        checkSetup();
        return;
    }
    m_test = std::move(*test);
    // The next test has another order.
    m_setup.seed = Rng(m_setup.seed).fork("next test").seed();
    for (std::size_t i = 0; i < 2; ++i)
        m_listen[i]->setText(tr("%1: %2", "A: Processed").arg(i == 0 ? tr("A") : tr("B"), roleName(m_sources[i])));
    m_listen[2]->setText(tr("X"));
    m_pages->setCurrentIndex(1);
    fitHeight();
    if (!m_player.isPlaying())
        m_player.play();
    beginTrial();
}

void AbxDialog::beginTrial()
{
    m_heardX = false;
    hear(Heard::A);
    m_listen[0]->setChecked(true);
    m_listen[0]->setFocus();
    m_progress->setText(tr("Trial %1 of %2").arg(m_test->answered() + 1).arg(m_test->setup().trials));
    m_sinceTrial.start();
}

void AbxDialog::hear(Heard what)
{
    if (!m_test || m_test->isFinished())
        return;
    const AbxTest::Side side = what == Heard::A ? AbxTest::Side::A : what == Heard::B ? AbxTest::Side::B : m_test->x();
    m_player.hearBlind(sourceOf(side));
    m_heardX = m_heardX || what == Heard::X;
    for (QPushButton *button : m_answers)
        button->setEnabled(m_heardX);
}

void AbxDialog::answer(AbxTest::Side side)
{
    if (!m_test || m_test->isFinished() || !m_heardX)
        return;
    m_test->answer(side, double(m_sinceTrial.elapsed()) / 1000);
    if (m_test->isFinished())
        finish();
    else
        beginTrial();
}

void AbxDialog::finish()
{
    m_player.pause();
    m_player.endBlind();
    const AbxTest::Outcome outcome = *m_test->result();
    m_count->setText(tr("%1 of %2 right").arg(outcome.correct).arg(m_test->setup().trials));
    const QString chance = tr("Who only guesses gets that far in %1 of such tests (p = %2).")
                               .arg(percent(outcome.pValue), formatNumber(outcome.pValue, 4));
    m_verdict->setText(
        (outcome.pValue < kLikelyChance ? tr("You heard a difference.") : tr("No difference was shown.")) +
        QLatin1Char(' ') + chance);
    m_details->setText(trialsTable(outcome));

    const QString time = QDateTime::currentDateTime().toString(QStringLiteral("yyyy-MM-dd-HHmmss"));
    const auto file = m_setup.records / QStringLiteral("abx-%1.json").arg(time).toStdString();
    Json json = m_test->toJson();
    json["time"] = QDateTime::currentDateTime().toString(Qt::ISODate).toStdString();
    if (const auto written = writeJson(file, json); written) {
        m_record = file;
        m_where->setText(tr("Record: %1").arg(QString::fromStdString(file.string())));
    } else {
        m_where->setText(QString::fromStdString(written.error().describe()));
    }
    m_pages->setCurrentIndex(2);
    fitHeight();
    Q_EMIT recorded(QString::fromStdString(m_record.string()));
}

void AbxDialog::giveUp(const QString &why)
{
    m_test.reset();
    m_player.endBlind();
    m_pages->setCurrentIndex(0);
    checkSetup();
    if (!why.isEmpty()) {
        m_problem->setText(why);
        fitHeight();
    }
    m_start->setFocus();
}

void AbxDialog::onBlindChanged(bool blind)
{
    if (!blind && m_test && !m_test->isFinished())
        giveUp(tr("The test ended: another piece came into the player."));
}

void AbxDialog::done(int result)
{
    m_test.reset();
    m_player.endBlind();
    QDialog::done(result);
}

}  // namespace tonewright
