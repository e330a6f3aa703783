#include "widgets/abc_player/transport_bar.h"

#include <QtCore/QEvent>
#include <QtGui/QContextMenuEvent>
#include <QtGui/QPainter>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QLabel>
#include <QtWidgets/QMenu>
#include <QtWidgets/QSlider>
#include <QtWidgets/QToolButton>
#include <QtWidgets/QVBoxLayout>
#include <array>
#include <cmath>

#include "widgets/abc_player/level_strip.h"
#include "widgets/abc_player/seek_line.h"
#include "widgets/abc_player/source_button.h"
#include "widgets/abc_player/transport_options.h"
#include "widgets/abc_player/transport_shortcuts.h"
#include "widgets/style/icons.h"
#include "widgets/style/metrics.h"
#include "widgets/style/pane.h"

namespace tonewright
{

namespace
{

constexpr int kVolumeSteps = 100;

/// Half the way of the slider is −12 dB: steps sound more alike than with a linear one.
double volumeOfSlider(int value)
{
    const double part = static_cast<double>(value) / kVolumeSteps;
    return part * part;
}

int sliderOfVolume(double volume)
{
    return static_cast<int>(std::lround(std::sqrt(volume) * kVolumeSteps));
}

QString volumeText(double volume)
{
    return volume > 0 ? TransportBar::tr("Volume: %1 dB").arg(formatSigned(20 * std::log10(volume), 1))
                      : TransportBar::tr("Volume: off");
}

/// One line that is cut short where it doesn't fit; the whole of it is the hint. Its room stays when it is empty, so
/// that nothing moves when a note comes or goes.
class NoteLine : public MutedLabel
{
public:
    explicit NoteLine(QWidget *parent) : MutedLabel(parent)
    {
        setFont(textFont(TextSize::Small));
        setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    }

    QSize sizeHint() const override { return {0, fontMetrics().height()}; }
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.setPen(palette().color(foregroundRole()));
        painter.drawText(rect(), Qt::AlignLeft | Qt::AlignVCenter,
                         fontMetrics().elidedText(text(), Qt::ElideRight, width()));
    }
};

}  // namespace

class TransportBar::Private
{
public:
    Private(TransportBar &bar, AbcPlayer &player) : q(bar), player(player) {}

    void build();
    void follow();
    void showMenu(const QPoint &at);
    void updateIcons();
    void updatePlaying();
    void updatePosition();
    void updateLoop();
    void updateNote();
    void updateSources();
    void updateBlind();
    void refreshKeys();
    QToolButton *makeButton(const char *id, const QString &name, const QString &toolTip);

    TransportBar &q;
    AbcPlayer &player;
    std::array<SourceButton *, kHeardSourceCount> sources{};
    LevelStrip *levels = nullptr;
    TransportOptions *options = nullptr;
    QToolButton *play = nullptr;
    QToolButton *stop = nullptr;
    QToolButton *loop = nullptr;
    QLabel *position = nullptr;
    QLabel *length = nullptr;
    SeekLine *line = nullptr;
    QSlider *volume = nullptr;
    NoteLine *note = nullptr;
};

QToolButton *TransportBar::Private::makeButton(const char *id, const QString &name, const QString &toolTip)
{
    auto *button = new QToolButton(&q);
    button->setObjectName(QLatin1String(id));
    button->setFocusPolicy(Qt::TabFocus);  // a click leaves the keys where they are
    button->setAutoRaise(true);
    button->setIconSize({16, 16});
    button->setFixedSize(kRow + kGrid, kRow + kGrid / 2);
    button->setAccessibleName(name);
    button->setToolTip(toolTip);
    return button;
}

void TransportBar::Private::build()
{
    auto *row = new QHBoxLayout;
    row->setSpacing(kGrid / 2);
    for (const AbcSource source : kHeardSources) {
        auto *button = new SourceButton(source, &q);
        button->setObjectName(QStringLiteral("transport.source%1").arg(indexOf(source) + 1));
        button->setFocusPolicy(Qt::TabFocus);
        button->setAutoExclusive(true);
        sources[indexOf(source)] = button;
        row->addWidget(button);
    }
    row->addSpacing(kGrid);
    play = makeButton("transport.play", tr("Play or pause"), {});
    stop = makeButton("transport.stop", tr("Stop"), tr("Stop and go to the start"));
    loop = makeButton("transport.loop", tr("Loop"), {});
    loop->setCheckable(true);
    for (QToolButton *button : {play, stop, loop})
        row->addWidget(button);
    row->addSpacing(kGrid);

    position = new QLabel(&q);
    position->setObjectName(QStringLiteral("transport.position"));
    position->setFont(figureFont(TextSize::Text));
    position->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    position->setAccessibleName(tr("Position"));
    length = new MutedLabel(&q);
    length->setObjectName(QStringLiteral("transport.length"));
    length->setFont(figureFont(TextSize::Text));
    length->setAccessibleName(tr("Length"));
    position->setMinimumWidth(QFontMetrics(position->font()).horizontalAdvance(QStringLiteral("00:00.00")));
    row->addWidget(position);
    row->addWidget(length);

    line = new SeekLine(&q);
    line->setObjectName(QStringLiteral("transport.line"));
    row->addWidget(line, 1);

    auto *volumeLabel = new MutedLabel(&q);
    volumeLabel->setText(tr("Volume"));
    volumeLabel->setFont(textFont(TextSize::Small));
    volume = new QSlider(Qt::Horizontal, &q);
    volume->setObjectName(QStringLiteral("transport.volume"));
    volume->setFocusPolicy(Qt::TabFocus);
    volume->setRange(0, kVolumeSteps);
    volume->setFixedWidth(10 * kGrid);
    volume->setAccessibleName(tr("Volume"));
    volumeLabel->setBuddy(volume);
    row->addWidget(volumeLabel);
    row->addWidget(volume);

    note = new NoteLine(&q);
    note->setObjectName(QStringLiteral("transport.note"));
    options = new TransportOptions(player, &q);
    levels = new LevelStrip(player, &q);
    levels->setObjectName(QStringLiteral("transport.levelStrip"));
    levels->hide();

    auto *rows = new QVBoxLayout;
    rows->setContentsMargins(kGrid, kGrid / 2, kGrid, kGrid / 2);
    rows->setSpacing(kGrid / 4);
    rows->addWidget(levels);
    rows->addLayout(row);
    auto *last = new QHBoxLayout;
    last->setSpacing(kGrid);
    last->addWidget(note, 1);
    last->addWidget(options);
    rows->addLayout(last);
    auto *all = new QVBoxLayout(&q);
    all->setContentsMargins(0, 0, 0, 0);
    all->setSpacing(0);
    all->addWidget(new Hairline(Qt::Horizontal, &q));
    all->addLayout(rows);
}

void TransportBar::Private::follow()
{
    for (SourceButton *button : sources)
        connect(button, &QAbstractButton::clicked, &q, [this, button] { player.select(button->role()); });
    connect(play, &QToolButton::clicked, &player, &AbcPlayer::togglePlaying);
    connect(stop, &QToolButton::clicked, &player, &AbcPlayer::stop);
    connect(loop, &QToolButton::clicked, &player, &AbcPlayer::setLooping);
    connect(line, &SeekLine::seekRequested, &player, &AbcPlayer::seek);
    connect(line, &SeekLine::loopRegionRequested, &player,
            [this](const LoopRegion &region) { player.setLoopRegion(region.startSeconds, region.endSeconds); });
    connect(volume, &QSlider::valueChanged, &player, [this](int value) { player.setVolume(volumeOfSlider(value)); });
    line->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(line, &QWidget::customContextMenuRequested, &q, [this](const QPoint &at) { showMenu(at); });

    connect(&player, &AbcPlayer::selectedChanged, &q, [this] { updateSources(); });
    connect(&player, &AbcPlayer::sourcesChanged, &q, [this] { updateSources(); });
    connect(&player, &AbcPlayer::gainsChanged, &q, [this] { updateSources(); });
    connect(&player, &AbcPlayer::blindChanged, &q, [this] { updateBlind(); });
    connect(options, &TransportOptions::blindTestRequested, &q, &TransportBar::blindTestRequested);
    connect(options, &TransportOptions::levelsToggled, &q, &TransportBar::setLevelsShown);
    connect(&player, &AbcPlayer::playingChanged, &q, [this] { updatePlaying(); });
    connect(&player, &AbcPlayer::canPlayChanged, &q, [this] { updatePlaying(); });
    connect(&player, &AbcPlayer::positionChanged, &q, [this] { updatePosition(); });
    connect(&player, &AbcPlayer::durationChanged, &q, [this] { updatePosition(); });
    connect(&player, &AbcPlayer::loopingChanged, &q, [this] { updateLoop(); });
    connect(&player, &AbcPlayer::loopRegionChanged, &q, [this] { updateLoop(); });
    connect(&player, &AbcPlayer::noteChanged, &q, [this] { updateNote(); });
    connect(&player, &AbcPlayer::outputMessageChanged, &q, [this] { updateNote(); });
    connect(&player, &AbcPlayer::volumeChanged, &q, [this](double value) {
        const QSignalBlocker quiet(volume);
        volume->setValue(sliderOfVolume(value));
        volume->setToolTip(volumeText(value));
    });
    volume->setValue(sliderOfVolume(player.volume()));
    volume->setToolTip(volumeText(player.volume()));
    updateIcons();
    refreshKeys();
    updateSources();
    updatePlaying();
    updatePosition();
    updateLoop();
    updateNote();
}

void TransportBar::Private::showMenu(const QPoint &at)
{
    if (player.durationSeconds() <= 0)
        return;
    const double here = line->secondsAt(at.x());
    const LoopRegion region = player.loopRegion();
    auto *menu = new QMenu(line);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(tr("Loop from here"), &player, [this, here, region] {
        player.setLoopRegion(here, region.endSeconds > here ? region.endSeconds : player.durationSeconds());
    });
    menu->addAction(tr("Loop up to here"), &player, [this, here, region] {
        player.setLoopRegion(region.startSeconds < here ? region.startSeconds : 0, here);
    });
    menu->addAction(tr("Clear the loop region"), &player, &AbcPlayer::clearLoopRegion)->setEnabled(region.isSet());
    menu->popup(line->mapToGlobal(at));
}

void TransportBar::Private::updateIcons()
{
    play->setIcon(icon(player.isPlaying() ? Icon::Pause : Icon::Play));
    stop->setIcon(icon(Icon::Stop));
    loop->setIcon(icon(Icon::Loop));
}

void TransportBar::Private::updateSources()
{
    for (SourceButton *button : sources) {
        button->setPresent(player.hasSource(button->role()));
        button->setChecked(button->role() == player.selected());
        const bool hasGain = player.isLoudnessMatched() || button->role() == AbcSource::Difference;
        button->setGainDb(hasGain ? std::optional(player.gainDb(button->role())) : std::nullopt);
    }
    line->setSource(player.selected());
}

void TransportBar::Private::updateBlind()
{
    for (SourceButton *button : sources)
        button->setBlind(player.isBlind());
    updateNote();
}

void TransportBar::Private::refreshKeys()
{
    const QWidget &top = *q.window();
    const char *const ids[] = {"raw", "processed", "reference", "difference"};
    for (SourceButton *button : sources)
        button->setKeyText(transportKeyText(top, ids[indexOf(button->role())]));
    const QString key = transportKeyText(top, "loop");
    const QString hint = tr("Repeat the region, or the whole piece when none is marked");
    loop->setToolTip(key.isEmpty() ? hint : QStringLiteral("%1 (%2)").arg(hint, key));
    options->refreshKeys();
    updatePlaying();
}

void TransportBar::Private::updatePlaying()
{
    play->setEnabled(player.canPlay());
    stop->setEnabled(player.durationSeconds() > 0);
    loop->setEnabled(player.durationSeconds() > 0);
    const QString key = transportKeyText(*q.window(), "play");
    const QString hint = player.isPlaying() ? tr("Pause") : tr("Play");
    play->setToolTip(!player.outputMessage().isEmpty() ? player.outputMessage()
                     : key.isEmpty()                   ? hint
                                                       : QStringLiteral("%1 (%2)").arg(hint, key));
    updateIcons();
}

void TransportBar::Private::updatePosition()
{
    line->setDuration(player.durationSeconds());
    line->setPosition(player.positionSeconds());
    position->setText(formatSeconds(player.positionSeconds()));
    length->setText(QStringLiteral("/ %1").arg(formatSeconds(player.durationSeconds())));
    const bool any = player.durationSeconds() > 0;
    position->setEnabled(any);
    if (stop->isEnabled() != any)
        updatePlaying();
}

void TransportBar::Private::updateLoop()
{
    loop->setChecked(player.isLooping());
    line->setLoop(player.loopRegion(), player.isLooping());
}

void TransportBar::Private::updateNote()
{
    QStringList lines;
    const QString blind = player.isBlind() ? tr("Blind test: what is heard is hidden until its end") : QString();
    for (const QString &text : {blind, player.outputMessage(), player.note()})
        if (!text.isEmpty())
            lines << text;
    note->setText(lines.join(QStringLiteral(" · ")));
    note->setToolTip(note->text());
    updatePlaying();
}

TransportBar::TransportBar(AbcPlayer &player, QWidget *parent)
    : QWidget(parent), d(std::make_unique<Private>(*this, player))
{
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    setAccessibleName(tr("Player"));
    d->build();
    d->follow();
}

TransportBar::~TransportBar() = default;

void TransportBar::setLevelsShown(bool shown)
{
    if (levelsShown() == shown)
        return;
    d->levels->setVisible(shown);
    d->options->setLevelsShown(shown);
    Q_EMIT levelsShownChanged(shown);
}

bool TransportBar::levelsShown() const
{
    return !d->levels->isHidden();
}

void TransportBar::refreshKeys()
{
    d->refreshKeys();
}

void TransportBar::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && d->play != nullptr)
        d->updateIcons();
}

}  // namespace tonewright
