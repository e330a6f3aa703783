#include "widgets/abc_player/transport_bar.h"

#include <QtGui/QPainter>
#include <QtWidgets/QAbstractButton>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QLabel>
#include <QtWidgets/QSlider>
#include <QtWidgets/QToolButton>
#include <array>
#include <cmath>

#include "widgets/abc_player/seek_line.h"
#include "widgets/style/icons.h"
#include "widgets/style/metrics.h"
#include "widgets/style/role.h"

namespace tonewright
{

namespace
{

constexpr int kVolumeSteps = 100;

/// A, B or C: filled with its sound's colour while that is heard, else marked with it.
class AbcButton : public QAbstractButton
{
public:
    AbcButton(AbcSource source, QWidget *parent) : QAbstractButton(parent), m_source(source)
    {
        setCheckable(true);
        setFocusPolicy(Qt::TabFocus);
        setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
        setObjectName(QStringLiteral("transport.%1").arg(letter()));
        setText(roleName(source));
    }

    /// Muted where there is nothing to hear yet (it can be chosen nevertheless).
    void setAvailable(bool available)
    {
        m_available = available;
        setToolTip(TransportBar::tr("%1 Key %2.")
                       .arg(available ? roleHint(m_source) : TransportBar::tr("Nothing to hear here yet."))
                       .arg(indexOf(m_source) + 1));
        update();
    }

    QSize sizeHint() const override
    {
        const QFontMetrics metrics(boldFont());
        return {metrics.horizontalAdvance(letter() + text()) + 4 * kGrid, kRow + kGrid / 2};
    }
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const Theme &colours = themeOf(palette());
        const QRectF box = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
        const bool filled = isChecked();
        const Ink focus = filled ? Ink::Text : Ink::Accent;
        painter.setPen(hasFocus() ? QPen(colours.colour(focus), 2)
                                  : QPen(colours.colour(filled ? roleFillInk(m_source) : Ink::Border), 1));
        painter.setBrush(colours.colour(filled                     ? roleFillInk(m_source)
                                        : underMouse() || isDown() ? Ink::Raised
                                                                   : Ink::Surface));
        painter.drawRoundedRect(box, 4, 4);
        const Ink words = filled ? roleOnFillInk(m_source) : m_available ? Ink::Text : Ink::MutedText;
        painter.setFont(boldFont());
        painter.setPen(colours.colour(filled ? words : roleTextInk(m_source)));
        QRect line = rect().adjusted(kGrid + 2, 0, -kGrid, 0);
        painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter, letter());
        line.setLeft(line.left() + painter.fontMetrics().horizontalAdvance(letter()) + kGrid);
        painter.setFont(textFont(TextSize::Text));
        painter.setPen(colours.colour(words));
        painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter, text());
    }

    void enterEvent(QEnterEvent *) override { update(); }
    void leaveEvent(QEvent *) override { update(); }

private:
    [[nodiscard]] QString letter() const { return QString(QChar('A' + int(indexOf(m_source)))); }
    [[nodiscard]] static QFont boldFont()
    {
        QFont font = textFont(TextSize::Text);
        font.setWeight(QFont::DemiBold);
        return font;
    }

    AbcSource m_source;
    bool m_available = false;
};

/// One muted line that is cut short where it doesn't fit; the whole of it is the hint.
class NoteLine : public QWidget
{
public:
    explicit NoteLine(QWidget *parent) : QWidget(parent)
    {
        setObjectName(QStringLiteral("transport.note"));
        setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    }

    void setText(const QString &text)
    {
        m_text = text;
        setToolTip(text);
        setAccessibleName(text);
        update();
    }

    QSize sizeHint() const override { return {0, QFontMetrics(textFont(TextSize::Small)).height()}; }
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.setFont(textFont(TextSize::Small));
        painter.setPen(themeOf(palette()).colour(Ink::MutedText));
        painter.drawText(rect().adjusted(kGrid, 0, -kGrid, 0), Qt::AlignLeft | Qt::AlignVCenter,
                         painter.fontMetrics().elidedText(m_text, Qt::ElideRight, width() - 2 * kGrid));
    }

private:
    QString m_text;
};

/// Half the way is a quarter of the gain (−12 dB), which is heard as about half as loud.
double gainOf(int step)
{
    const double part = double(step) / kVolumeSteps;
    return part * part;
}

int stepOf(double gain)
{
    return int(std::lround(std::sqrt(gain) * kVolumeSteps));
}

QString gainText(double gain)
{
    return gain > 0 ? formatWithUnit(20 * std::log10(gain), 1, QStringLiteral("dB")) : TransportBar::tr("silent");
}

}  // namespace

class TransportBar::Private
{
public:
    Private(TransportBar &bar, AbcPlayer &abcPlayer);

    void layOut();
    void connectPlayer();
    void showSources();
    void showSelected();
    void showPlaying();
    void showTime();
    void showVolume();
    void showNote();
    QToolButton *button(const QString &name, Icon which, const QString &hint);

    TransportBar &q;
    AbcPlayer &player;
    std::array<AbcButton *, kAbcSourceCount> sources{};
    QToolButton *play;
    QToolButton *stop;
    QToolButton *loop;
    QLabel *time;
    SeekLine *seek;
    QSlider *volume;
    NoteLine *note;
};

TransportBar::Private::Private(TransportBar &bar, AbcPlayer &abcPlayer) : q(bar), player(abcPlayer)
{
    for (const AbcSource source : kAbcSources) {
        auto *chooser = new AbcButton(source, &q);
        sources[indexOf(source)] = chooser;
        QObject::connect(chooser, &QAbstractButton::clicked, &q, [this, source] {
            player.select(source);
            showSelected();  // a second click on the same leaves it on
        });
    }
    play = button(QStringLiteral("play"), Icon::Play, {});
    stop = button(QStringLiteral("stop"), Icon::Stop, tr("Stop and go to the start"));
    loop = button(QStringLiteral("loop"), Icon::Loop,
                  tr("Repeat (L): the marked region, else the whole piece. Shift + drag on the line marks a region."));
    loop->setCheckable(true);
    time = new QLabel(&q);
    time->setObjectName(QStringLiteral("transport.time"));
    seek = new SeekLine(&q);
    seek->setObjectName(QStringLiteral("transport.seek"));
    seek->setAccessibleName(tr("Position"));
    volume = new QSlider(Qt::Horizontal, &q);
    volume->setObjectName(QStringLiteral("transport.volume"));
    volume->setAccessibleName(tr("Volume"));
    volume->setRange(0, kVolumeSteps);
    volume->setFocusPolicy(Qt::TabFocus);
    volume->setFixedWidth(11 * kGrid);
    note = new NoteLine(&q);
}

QToolButton *TransportBar::Private::button(const QString &name, Icon which, const QString &hint)
{
    auto *made = new QToolButton(&q);
    made->setObjectName(QStringLiteral("transport.") + name);
    made->setIcon(icon(which));
    made->setAutoRaise(true);
    made->setFocusPolicy(Qt::TabFocus);
    made->setFixedSize(kRow + kGrid / 2, kRow + kGrid / 2);
    made->setToolTip(hint);
    made->setAccessibleName(hint);
    return made;
}

void TransportBar::Private::layOut()
{
    auto *row = new QHBoxLayout(&q);
    row->setContentsMargins(kGrid, kGrid / 2, kGrid, kGrid / 2);
    row->setSpacing(kGrid / 2);
    for (AbcButton *source : sources)
        row->addWidget(source);
    row->addSpacing(kGrid);
    row->addWidget(play);
    row->addWidget(stop);
    row->addWidget(loop);
    row->addSpacing(kGrid);
    row->addWidget(time);
    auto *line = new QVBoxLayout;
    line->setSpacing(0);
    line->addWidget(seek);
    line->addWidget(note);
    row->addLayout(line, 1);
    auto *volumeLabel = new QLabel(tr("Volume"), &q);
    volumeLabel->setBuddy(volume);
    row->addWidget(volumeLabel);
    row->addWidget(volume);
}

void TransportBar::Private::connectPlayer()
{
    QObject::connect(play, &QToolButton::clicked, &player, &AbcPlayer::togglePlaying);
    QObject::connect(stop, &QToolButton::clicked, &player, &AbcPlayer::stop);
    QObject::connect(loop, &QToolButton::clicked, &player, &AbcPlayer::setLooping);
    QObject::connect(seek, &SeekLine::seekRequested, &player, &AbcPlayer::seek);
    QObject::connect(seek, &SeekLine::regionRequested, &player, &AbcPlayer::setLoopRegion);
    QObject::connect(seek, &SeekLine::regionClearRequested, &player, &AbcPlayer::clearLoopRegion);
    QObject::connect(volume, &QSlider::valueChanged, &player, [this](int step) { player.setVolume(gainOf(step)); });

    QObject::connect(&player, &AbcPlayer::positionChanged, &q, [this] { showTime(); });
    QObject::connect(&player, &AbcPlayer::durationChanged, &q, [this] { showSources(); });
    QObject::connect(&player, &AbcPlayer::sourcesChanged, &q, [this] { showSources(); });
    QObject::connect(&player, &AbcPlayer::selectedChanged, &q, [this] { showSelected(); });
    QObject::connect(&player, &AbcPlayer::playingChanged, &q, [this] { showPlaying(); });
    QObject::connect(&player, &AbcPlayer::canPlayChanged, &q, [this] { showPlaying(); });
    QObject::connect(&player, &AbcPlayer::loopingChanged, &q, [this] { showPlaying(); });
    QObject::connect(&player, &AbcPlayer::loopRegionChanged, &q, [this] { showPlaying(); });
    QObject::connect(&player, &AbcPlayer::volumeChanged, &q, [this] { showVolume(); });
    QObject::connect(&player, &AbcPlayer::noteChanged, &q, [this] { showNote(); });
    QObject::connect(&player, &AbcPlayer::outputMessageChanged, &q, [this] {
        showNote();
        showPlaying();
    });
}

void TransportBar::Private::showSources()
{
    for (const AbcSource source : kAbcSources)
        sources[indexOf(source)]->setAvailable(player.hasSource(source));
    seek->setDuration(player.durationSeconds());
    showPlaying();
    showTime();
}

void TransportBar::Private::showSelected()
{
    for (const AbcSource source : kAbcSources)
        sources[indexOf(source)]->setChecked(source == player.selected());
}

void TransportBar::Private::showPlaying()
{
    const bool something = player.durationSeconds() > 0;
    const QString hint = player.isPlaying()                 ? tr("Pause (Space)")
                         : player.canPlay() || !something   ? tr("Play (Space)")
                         : player.outputMessage().isEmpty() ? tr("Play (Space)")
                                                            : player.outputMessage();
    play->setIcon(icon(player.isPlaying() ? Icon::Pause : Icon::Play));
    play->setToolTip(hint);
    play->setAccessibleName(hint);
    play->setEnabled(player.canPlay());
    stop->setEnabled(something);
    loop->setChecked(player.isLooping());
    seek->setLooping(player.isLooping());
    seek->setRegion(player.loopRegion());
}

void TransportBar::Private::showTime()
{
    const double duration = player.durationSeconds();
    const QString length = formatSeconds(duration > 0 ? duration : std::nan(""));
    time->setText(tr("%1 / %2").arg(duration > 0 ? formatSeconds(player.positionSeconds()) : length, length));
    seek->setPosition(player.positionSeconds());
}

void TransportBar::Private::showVolume()
{
    const QSignalBlocker blocker(volume);
    if (gainOf(volume->value()) != player.volume())
        volume->setValue(stepOf(player.volume()));
    volume->setToolTip(tr("Volume: %1").arg(gainText(player.volume())));
}

void TransportBar::Private::showNote()
{
    QStringList lines{player.outputMessage(), player.note()};
    lines.removeAll(QString());
    note->setText(lines.join(QStringLiteral(" · ")));
}

TransportBar::TransportBar(AbcPlayer &player, QWidget *parent)
    : QWidget(parent), d(std::make_unique<Private>(*this, player))
{
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    d->layOut();
    d->connectPlayer();
    QEvent fonts(QEvent::FontChange);
    changeEvent(&fonts);
    d->showSources();
    d->showSelected();
    d->showVolume();
    d->showNote();
}

TransportBar::~TransportBar()
{
    disconnect(&d->player, nullptr, this, nullptr);
}

void TransportBar::changeEvent(QEvent *event)
{
    if (d && event->type() == QEvent::FontChange && d->time) {
        d->time->setFont(figureFont(TextSize::Text));
        // Room for an hour's worth of minutes, so that nothing moves while it plays.
        d->time->setMinimumWidth(
            QFontMetrics(d->time->font()).horizontalAdvance(QStringLiteral("00:00.00 / 00:00.00")));
    }
    QWidget::changeEvent(event);
}

}  // namespace tonewright
