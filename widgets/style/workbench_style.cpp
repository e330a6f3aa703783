#include "widgets/style/workbench_style.h"

#include <QtGui/QPainter>
#include <QtWidgets/QAbstractSpinBox>
#include <QtWidgets/QStyleFactory>
#include <QtWidgets/QStyleOption>
#include <QtWidgets/QWidget>

#include "widgets/style/metrics.h"
#include "widgets/style/style_painting.h"
#include "widgets/style/theme.h"

namespace tonewright
{

using namespace painting;

WorkbenchStyle::WorkbenchStyle() : QProxyStyle(QStyleFactory::create(QStringLiteral("Fusion")))
{
    setObjectName(QStringLiteral("tonewright"));
}

void WorkbenchStyle::polish(QWidget *widget)
{
    QProxyStyle::polish(widget);
    if (widget->inherits("QAbstractButton") || widget->inherits("QComboBox") || widget->inherits("QScrollBar") ||
        widget->inherits("QAbstractSpinBox") || widget->inherits("QSlider"))
        widget->setAttribute(Qt::WA_Hover);
}

void WorkbenchStyle::drawPrimitive(PrimitiveElement element, const QStyleOption *option, QPainter *painter,
                                   const QWidget *widget) const
{
    switch (element) {
    case PE_PanelLineEdit:
        // The line edit inside a spin box or an editable combo box has no frame of its own.
        if (const auto *frame = qstyleoption_cast<const QStyleOptionFrame *>(option); frame && frame->lineWidth > 0)
            drawField(painter, *option);
        return;
    case PE_FrameLineEdit:
        drawField(painter, *option);
        return;
    case PE_PanelButtonCommand:
        drawPushButton(painter, *option, isPrimary(widget));
        return;
    case PE_PanelButtonTool:
        drawToolButton(painter, *option);
        return;
    case PE_FrameButtonTool:
    case PE_FrameStatusBarItem:
        return;
    case PE_IndicatorCheckBox:
    case PE_IndicatorItemViewItemCheck:
        drawCheckBox(painter, *option);
        return;
    case PE_IndicatorRadioButton:
        drawRadioButton(painter, *option);
        return;
    case PE_FrameFocusRect:
        if (widget && widget->inherits("QAbstractItemView"))
            return;  // the selection shows it
        if (option->state & State_KeyboardFocusChange || option->state & State_HasFocus)
            drawBox(painter, option->rect, QColor(), inkOf(*option, Ink::Accent));
        return;
    case PE_IndicatorBranch:
        if (option->state & State_Children)
            drawChevron(painter, QRectF(option->rect).center(), 3.5,
                        option->state & State_Open ? Qt::DownArrow : Qt::RightArrow, inkOf(*option, Ink::MutedText));
        return;
    case PE_IndicatorDockWidgetResizeHandle: {
        const QRect rect = option->rect;
        const bool vertical = rect.height() > rect.width();
        painter->fillRect(vertical ? QRect(rect.center().x(), rect.top(), 1, rect.height())
                                   : QRect(rect.left(), rect.center().y(), rect.width(), 1),
                          inkOf(*option, isHovered(*option) ? Ink::Accent : Ink::Hairline));
        return;
    }
    case PE_FrameDockWidget:
    case PE_FrameTabWidget:
        return;
    case PE_FrameTabBarBase:
        painter->fillRect(QRect(option->rect.left(), option->rect.bottom(), option->rect.width(), 1),
                          inkOf(*option, Ink::Hairline));
        return;
    default:
        QProxyStyle::drawPrimitive(element, option, painter, widget);
    }
}

void WorkbenchStyle::drawControl(ControlElement element, const QStyleOption *option, QPainter *painter,
                                 const QWidget *widget) const
{
    switch (element) {
    case CE_PushButtonLabel:
        if (const auto *button = qstyleoption_cast<const QStyleOptionButton *>(option);
            button && isPrimary(widget) && isEnabled(*option)) {
            QStyleOptionButton copy = *button;
            copy.palette.setColor(QPalette::ButtonText, inkOf(*option, Ink::AccentText));
            QProxyStyle::drawControl(element, &copy, painter, widget);
            return;
        }
        break;
    case CE_TabBarTabShape:
        if (const auto *tab = qstyleoption_cast<const QStyleOptionTab *>(option)) {
            drawTab(painter, *tab);
            return;
        }
        break;
    case CE_HeaderSection:
        painter->fillRect(option->rect, inkOf(*option, Ink::Window));
        painter->fillRect(QRect(option->rect.left(), option->rect.bottom(), option->rect.width(), 1),
                          inkOf(*option, Ink::Hairline));
        return;
    case CE_HeaderEmptyArea:
        painter->fillRect(option->rect, inkOf(*option, Ink::Window));
        return;
    case CE_Splitter:
        painter->fillRect(option->rect, inkOf(*option, Ink::Hairline));
        return;
    case CE_ToolBar:
    case CE_MenuBarEmptyArea:
        painter->fillRect(option->rect, inkOf(*option, Ink::Window));
        if (const auto *bar = qstyleoption_cast<const QStyleOptionToolBar *>(option);
            bar && bar->toolBarArea == Qt::TopToolBarArea)
            painter->fillRect(QRect(bar->rect.left(), bar->rect.bottom(), bar->rect.width(), 1),
                              inkOf(*option, Ink::Hairline));
        return;
    case CE_ProgressBarGroove:
        drawBox(painter, option->rect, inkOf(*option, Ink::Raised), QColor());
        return;
    case CE_ProgressBarContents:
        if (const auto *bar = qstyleoption_cast<const QStyleOptionProgressBar *>(option);
            bar && bar->maximum > bar->minimum) {
            QRect done = bar->rect;
            done.setWidth(int(done.width() * double(bar->progress - bar->minimum) / (bar->maximum - bar->minimum)));
            if (done.width() > 2)
                drawBox(painter, done, inkOf(*option, bar->textVisible ? Ink::Selection : Ink::Accent), QColor());
            return;
        }
        break;
    default:
        break;
    }
    QProxyStyle::drawControl(element, option, painter, widget);
}

void WorkbenchStyle::drawScrollBar(const QStyleOptionSlider &option, QPainter *painter) const
{
    painter->fillRect(option.rect, inkOf(option, Ink::Window));
    if (option.maximum <= option.minimum)
        return;
    const bool active =
        (option.activeSubControls & SC_ScrollBarSlider) && (option.state & (State_MouseOver | State_Sunken));
    QRect thumb = subControlRect(CC_ScrollBar, &option, SC_ScrollBarSlider, nullptr);
    if (option.orientation == Qt::Horizontal)
        thumb.adjust(1, 3, -1, -3);
    else
        thumb.adjust(3, 1, -3, -1);
    drawBox(painter, thumb, inkOf(option, active ? Ink::Disabled : Ink::Border), QColor());
}

void WorkbenchStyle::drawSlider(const QStyleOptionSlider &option, QPainter *painter, const QWidget *widget) const
{
    const QRect groove = subControlRect(CC_Slider, &option, SC_SliderGroove, widget);
    const QRectF handle = subControlRect(CC_Slider, &option, SC_SliderHandle, widget);
    const bool horizontal = option.orientation == Qt::Horizontal;
    const QColor on = inkOf(option, isEnabled(option) ? Ink::Accent : Ink::Disabled);
    QRect line = horizontal ? QRect(groove.left(), groove.center().y() - 1, groove.width(), 3)
                            : QRect(groove.center().x() - 1, groove.top(), 3, groove.height());
    drawBox(painter, line, inkOf(option, Ink::Hairline), QColor());
    if (horizontal)
        line.setRight(int(handle.center().x()));
    else
        line.setTop(int(handle.center().y()));
    drawBox(painter, line, on, QColor());
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const bool focused = option.state & State_HasFocus;
    painter->setPen(QPen(inkOf(option, focused ? Ink::Text : Ink::Surface), focused ? 2 : 1));
    painter->setBrush(on);
    painter->drawEllipse(handle.center() + QPointF(0.5, 0.5), 5.5, 5.5);
    painter->restore();
}

void WorkbenchStyle::drawSpinBox(const QStyleOptionSpinBox &option, QPainter *painter, const QWidget *widget) const
{
    if (option.frame)
        drawField(painter, option);
    if (option.buttonSymbols == QAbstractSpinBox::NoButtons)
        return;
    for (const SubControl part : {SC_SpinBoxUp, SC_SpinBoxDown}) {
        const bool up = part == SC_SpinBoxUp;
        const bool can =
            isEnabled(option) &&
            (option.stepEnabled & (up ? QAbstractSpinBox::StepUpEnabled : QAbstractSpinBox::StepDownEnabled));
        const QRect rect = subControlRect(CC_SpinBox, &option, part, widget);
        if (can && option.activeSubControls == part && (option.state & (State_Sunken | State_MouseOver)))
            painter->fillRect(rect, inkOf(option, Ink::Raised));
        drawChevron(painter, QRectF(rect).center(), 2.8, up ? Qt::UpArrow : Qt::DownArrow,
                    inkOf(option, can ? Ink::MutedText : Ink::Hairline));
    }
}

void WorkbenchStyle::drawComboBox(const QStyleOptionComboBox &option, QPainter *painter, const QWidget *widget) const
{
    if (option.editable)
        drawField(painter, option);
    else
        drawPushButton(painter, option, false);
    const QRect arrow = subControlRect(CC_ComboBox, &option, SC_ComboBoxArrow, widget);
    drawChevron(painter, QRectF(arrow).center(), 3.2, Qt::DownArrow,
                inkOf(option, isEnabled(option) ? Ink::MutedText : Ink::Disabled));
}

void WorkbenchStyle::drawComplexControl(ComplexControl control, const QStyleOptionComplex *option, QPainter *painter,
                                        const QWidget *widget) const
{
    if (control == CC_ScrollBar)
        if (const auto *bar = qstyleoption_cast<const QStyleOptionSlider *>(option))
            return drawScrollBar(*bar, painter);
    if (control == CC_Slider)
        if (const auto *slider = qstyleoption_cast<const QStyleOptionSlider *>(option))
            return drawSlider(*slider, painter, widget);
    if (control == CC_SpinBox)
        if (const auto *spin = qstyleoption_cast<const QStyleOptionSpinBox *>(option))
            return drawSpinBox(*spin, painter, widget);
    if (control == CC_ComboBox)
        if (const auto *combo = qstyleoption_cast<const QStyleOptionComboBox *>(option))
            return drawComboBox(*combo, painter, widget);
    if (control == CC_ToolButton)
        if (const auto *button = qstyleoption_cast<const QStyleOptionToolButton *>(option);
            button && button->toolButtonStyle == Qt::ToolButtonIconOnly) {
            QStyleOptionToolButton plain = *button;
            plain.features &= ~QStyleOptionToolButton::HasMenu;  // three dots say enough
            QProxyStyle::drawComplexControl(control, &plain, painter, widget);
            return;
        }
    QProxyStyle::drawComplexControl(control, option, painter, widget);
}

QRect WorkbenchStyle::subControlRect(ComplexControl control, const QStyleOptionComplex *option, SubControl subControl,
                                     const QWidget *widget) const
{
    const auto *bar = control == CC_ScrollBar ? qstyleoption_cast<const QStyleOptionSlider *>(option) : nullptr;
    if (!bar)
        return QProxyStyle::subControlRect(control, option, subControl, widget);
    // No arrow buttons: the groove is the whole bar.
    const bool horizontal = bar->orientation == Qt::Horizontal;
    const int length = horizontal ? bar->rect.width() : bar->rect.height();
    const qint64 range = qint64(bar->maximum) - bar->minimum;
    int thumb = length;
    if (range > 0)
        thumb = std::clamp(int(qint64(bar->pageStep) * length / (range + bar->pageStep)), std::min(length, 3 * kGrid),
                           length);
    const int start =
        sliderPositionFromValue(bar->minimum, bar->maximum, bar->sliderPosition, length - thumb, bar->upsideDown);
    const auto span = [&](int from, int to) {
        const QRect rect = horizontal ? QRect(bar->rect.left() + from, bar->rect.top(), to - from, bar->rect.height())
                                      : QRect(bar->rect.left(), bar->rect.top() + from, bar->rect.width(), to - from);
        return visualRect(bar->direction, bar->rect, rect);
    };
    switch (subControl) {
    case SC_ScrollBarGroove:
        return bar->rect;
    case SC_ScrollBarSlider:
        return span(start, start + thumb);
    case SC_ScrollBarSubPage:
        return span(0, start);
    case SC_ScrollBarAddPage:
        return span(start + thumb, length);
    default:
        return {};
    }
}

QRect WorkbenchStyle::subElementRect(SubElement element, const QStyleOption *option, const QWidget *widget) const
{
    const QRect rect = QProxyStyle::subElementRect(element, option, widget);
    const auto *frame = qstyleoption_cast<const QStyleOptionFrame *>(option);
    return element == SE_LineEditContents && frame && frame->lineWidth > 0 ? rect.adjusted(3, 0, -3, 0) : rect;
}

QSize WorkbenchStyle::sizeFromContents(ContentsType type, const QStyleOption *option, const QSize &size,
                                       const QWidget *widget) const
{
    QSize made = QProxyStyle::sizeFromContents(type, option, size, widget);
    switch (type) {
    case CT_PushButton:
        made.setWidth(made.width() + kGrid);
        made.setHeight(std::max(made.height(), kRow + kGrid / 2));
        break;
    case CT_LineEdit:
    case CT_ComboBox:
    case CT_SpinBox:
    case CT_ToolButton:
        made.setHeight(std::max(made.height(), kRow));
        break;
    case CT_ItemViewItem:
        made.setHeight(std::max(made.height(), kRow - kGrid / 4));
        break;
    default:
        break;
    }
    return made;
}

int WorkbenchStyle::pixelMetric(PixelMetric metric, const QStyleOption *option, const QWidget *widget) const
{
    switch (metric) {
    case PM_ScrollBarExtent:
        return kGrid + kGrid / 2;
    case PM_DockWidgetSeparatorExtent:
        return 5;
    case PM_SplitterWidth:
        return 1;
    case PM_ToolBarFrameWidth:
    case PM_ToolBarItemMargin:
        return 0;
    case PM_ScrollBarSliderMin:
        return 3 * kGrid;
    case PM_SmallIconSize:
    case PM_ButtonIconSize:
    case PM_ToolBarIconSize:
        return 2 * kGrid;
    case PM_LayoutLeftMargin:
    case PM_LayoutTopMargin:
    case PM_LayoutRightMargin:
    case PM_LayoutBottomMargin:
    case PM_LayoutHorizontalSpacing:
        return kGrid;
    case PM_LayoutVerticalSpacing:
        return kGrid / 2;
    case PM_ToolTipLabelFrameWidth:
        return kGrid / 2;
    case PM_ButtonShiftHorizontal:
    case PM_ButtonShiftVertical:
        return 0;
    default:
        return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

int WorkbenchStyle::styleHint(StyleHint hint, const QStyleOption *option, const QWidget *widget,
                              QStyleHintReturn *returnData) const
{
    switch (hint) {
    case SH_Slider_AbsoluteSetButtons:
        return Qt::LeftButton;  // a click on the groove goes there
    case SH_EtchDisabledText:
    case SH_DitherDisabledText:
        return 0;
    case SH_DialogButtonBox_ButtonsHaveIcons:
        return 0;  // other programs' icons don't belong to this look
    case SH_ToolTip_WakeUpDelay:
        return 400;
    default:
        return QProxyStyle::styleHint(hint, option, widget, returnData);
    }
}

}  // namespace tonewright
