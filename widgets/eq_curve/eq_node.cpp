#include "widgets/eq_curve/eq_node.h"

#include <QtGui/QMouseEvent>
#include <QtGui/QPainter>
#include <array>
#include <cmath>

#include "widgets/plot/plot_widget.h"
#include "widgets/style/metrics.h"

namespace tonewright
{

namespace
{

constexpr std::array kBandInks{Ink::Band1, Ink::Band2, Ink::Band3, Ink::Band4};
constexpr int kSize = 3 * kGrid;  // what answers to the pointer
constexpr double kRadius = kGrid * 0.75;
constexpr double kOctaveStep = 1.0 / 12, kFineOctaveStep = 1.0 / 48;
constexpr double kGainStepDb = 0.5, kFineGainStepDb = 0.1;  // applied
constexpr double kQFactor = 1.1, kFineQFactor = 1.02;

}  // namespace

EqNode::EqNode(EqDocument &document, std::size_t band, PlotWidget &plot)
    : QWidget(&plot), m_document(document), m_band(band), m_plot(plot)
{
    setObjectName(QStringLiteral("eqNode%1").arg(band + 1));
    setFixedSize(kSize, kSize);
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::OpenHandCursor);
    hide();
}

Ink EqNode::inkOf(std::size_t band)
{
    return kBandInks[band % kBandInks.size()];
}

const EqualiserSetting::Band *EqNode::band() const
{
    const auto &bands = m_document.edit().setting.bands;
    return m_band < bands.size() ? &bands[m_band] : nullptr;
}

void EqNode::follow()
{
    const EqualiserSetting::Band *now = band();
    setVisible(now != nullptr);
    if (now == nullptr)
        return;
    const QRect area = m_plot.plotArea();
    QPointF middle = m_plot.toPixel({now->frequencyHz, now->gainDb * m_document.edit().passes()});
    middle.setX(std::clamp(middle.x(), double(area.left()), double(area.right())));
    middle.setY(std::clamp(middle.y(), double(area.top()), double(area.bottom())));
    move((middle - QPointF(kSize / 2.0, kSize / 2.0)).toPoint());
    const QString values = QStringLiteral("%1, %2, Q %3")
                               .arg(formatHz(now->frequencyHz),
                                    formatQuantity(now->gainDb * m_document.edit().passes(), QStringLiteral("dB")),
                                    formatNumber(now->q, 2));
    setAccessibleName(QStringLiteral("%1: %2").arg(m_name, values));
    setToolTip(
        tr("%1\n%2\nDrag, or arrow keys; the wheel changes Q; M mutes, S solos, Delete sets 0 dB").arg(m_name, values));
    update();
}

void EqNode::paintEvent(QPaintEvent *)
{
    const Theme &current = themeOf(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QPointF middle(kSize / 2.0, kSize / 2.0);
    const QColor ink = current.colour(inkOf(m_band));
    const bool heard = m_band < m_document.edit().states.size() && m_document.edit().isHeard(m_band);
    if (hasFocus()) {
        painter.setPen(QPen(current.colour(Ink::Accent), 2));
        painter.drawEllipse(middle, kRadius + 3.5, kRadius + 3.5);
    }
    painter.setPen(QPen(ink, 2));
    painter.setBrush(heard ? ink : current.colour(Ink::Surface));
    painter.drawEllipse(middle, kRadius, kRadius);
    painter.setFont(figureFont(TextSize::Small));
    painter.setPen(current.colour(heard ? Ink::Surface : Ink::MutedText));
    painter.drawText(rect(), Qt::AlignCenter, QString::number(m_band + 1));
}

void EqNode::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton || band() == nullptr)
        return;
    setFocus(Qt::MouseFocusReason);
    m_grab = event->position() - QPointF(kSize / 2.0, kSize / 2.0);
    m_document.endSeries();
    m_document.begin(tr("Move %1").arg(m_name));
    setCursor(Qt::ClosedHandCursor);
    raise();
}

void EqNode::mouseMoveEvent(QMouseEvent *event)
{
    if (m_document.isEditing() && (event->buttons() & Qt::LeftButton) != 0)
        dragTo(mapToParent(event->position()) - m_grab);
}

void EqNode::dragTo(QPointF inPlot)
{
    EqEdit edit = m_document.edit();
    if (m_band >= edit.setting.bands.size())
        return;
    const QPointF point = m_plot.fromPixel(inPlot);
    EqualiserSetting::Band &moved = edit.setting.bands[m_band];
    moved.frequencyHz = point.x();
    moved.gainDb = std::round(point.y() * 10.0) / 10.0 / edit.passes();
    moved = m_document.limits().within(moved);
    m_document.change(edit);
}

void EqNode::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton)
        return;
    setCursor(Qt::OpenHandCursor);
    m_document.finish();
}

void EqNode::mouseDoubleClickEvent(QMouseEvent *event)
{
    m_document.cancel();
    if (event->button() == Qt::LeftButton)
        nudge(Qt::Key_Delete, false, false);
}

void EqNode::wheelEvent(QWheelEvent *event)
{
    const double notches = event->angleDelta().y() / 120.0;
    event->accept();
    if (band() == nullptr || notches == 0.0 || m_document.isEditing())
        return;
    EqualiserSetting::Band turned = *band();
    turned.q *= std::pow(event->modifiers() & Qt::ShiftModifier ? kFineQFactor : kQFactor, notches);
    put(turned, tr("Q of %1").arg(m_name), int(m_band) * 10 + 1);
}

void EqNode::put(const EqualiserSetting::Band &band, const QString &what, int series)
{
    EqEdit edit = m_document.edit();
    edit.setting.bands[m_band] = m_document.limits().within(band);
    m_document.apply(what, edit, series);
}

void EqNode::keyPressEvent(QKeyEvent *event)
{
    if (event->modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier) || band() == nullptr ||
        !nudge(event->key(), event->modifiers() & Qt::ShiftModifier, event->isAutoRepeat()))
        QWidget::keyPressEvent(event);
}

bool EqNode::nudge(int key, bool fine, bool repeated)
{
    if (key == Qt::Key_Escape && m_document.isEditing()) {
        m_document.cancel();
        return true;
    }
    EqEdit edit = m_document.edit();
    EqualiserSetting::Band &moved = edit.setting.bands[m_band];
    const double octaves = fine ? kFineOctaveStep : kOctaveStep;
    const double gainDb = (fine ? kFineGainStepDb : kGainStepDb) / edit.passes();
    const double factor = fine ? kFineQFactor : kQFactor;
    if (!repeated)
        m_document.endSeries();
    QString what = tr("Move %1").arg(m_name);
    switch (key) {
    case Qt::Key_Left:
        moved.frequencyHz *= std::exp2(-octaves);
        break;
    case Qt::Key_Right:
        moved.frequencyHz *= std::exp2(octaves);
        break;
    case Qt::Key_Up:
        moved.gainDb += gainDb;
        break;
    case Qt::Key_Down:
        moved.gainDb -= gainDb;
        break;
    case Qt::Key_PageUp:
        moved.q *= factor;
        what = tr("Q of %1").arg(m_name);
        break;
    case Qt::Key_PageDown:
        moved.q /= factor;
        what = tr("Q of %1").arg(m_name);
        break;
    case Qt::Key_Delete:
        moved.gainDb = 0.0;
        break;
    case Qt::Key_M:
        edit.states[m_band].muted = !edit.states[m_band].muted;
        what = tr("Mute %1").arg(m_name);
        break;
    case Qt::Key_S:
        edit.states[m_band].solo = !edit.states[m_band].solo;
        what = tr("Solo %1").arg(m_name);
        break;
    default:
        return false;
    }
    moved = m_document.limits().within(moved);
    m_document.apply(what, edit, 1000 + int(m_band) * 100 + (key & 0x3f));
    return true;
}

bool EqNode::event(QEvent *event)
{
    if (event->type() == QEvent::FocusIn || event->type() == QEvent::FocusOut) {
        m_document.endSeries();
        update();
    }
    if (event->type() == QEvent::Leave)
        m_document.endSeries();
    // Page Up and the arrows belong to the node, whatever shortcuts the window has.
    if (event->type() == QEvent::ShortcutOverride) {
        const auto *key = static_cast<QKeyEvent *>(event);
        const bool plain = !(key->modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier));
        switch (plain ? key->key() : 0) {
        case Qt::Key_Left:
        case Qt::Key_Right:
        case Qt::Key_Up:
        case Qt::Key_Down:
        case Qt::Key_PageUp:
        case Qt::Key_PageDown:
        case Qt::Key_Delete:
        case Qt::Key_M:
        case Qt::Key_S:
            event->accept();
            return true;
        default:
            break;
        }
    }
    return QWidget::event(event);
}

}  // namespace tonewright
