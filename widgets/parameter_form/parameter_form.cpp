#include "widgets/parameter_form/parameter_form.h"

#include <QtCore/QSignalBlocker>
#include <QtWidgets/QCheckBox>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QGridLayout>
#include <QtWidgets/QLabel>
#include <QtWidgets/QScrollArea>
#include <QtWidgets/QToolButton>
#include <QtWidgets/QVBoxLayout>
#include <algorithm>
#include <cmath>
#include <map>
#include <vector>

#include "widgets/parameter_form/group_heading.h"
#include "widgets/parameter_form/number_box.h"
#include "widgets/style/icons.h"
#include "widgets/style/metrics.h"
#include "widgets/style/pane.h"

namespace tonewright
{

namespace
{

/// One setting: a control that shows and gives its value.
struct Row {
    ParameterSpec spec;
    QWidget *control = nullptr;
    QToolButton *reset = nullptr;
    GroupHeading *heading = nullptr;
};

ParameterValue valueOf(const Row &row)
{
    switch (row.spec.type) {
    case ParameterType::Bool:
        return qobject_cast<const QCheckBox *>(row.control)->isChecked();
    case ParameterType::Choice:
        return row.spec.choices[static_cast<std::size_t>(qobject_cast<const QComboBox *>(row.control)->currentIndex())];
    case ParameterType::Integer:
        return static_cast<std::int64_t>(std::llround(qobject_cast<const NumberBox *>(row.control)->value()));
    case ParameterType::Real:
        break;
    }
    return qobject_cast<const NumberBox *>(row.control)->value();
}

void showValue(const Row &row, const ParameterValue &value)
{
    if (const auto *flag = std::get_if<bool>(&value)) {
        qobject_cast<QCheckBox *>(row.control)->setChecked(*flag);
    } else if (const auto *text = std::get_if<std::string>(&value)) {
        auto *box = qobject_cast<QComboBox *>(row.control);
        const auto found = std::find(row.spec.choices.begin(), row.spec.choices.end(), *text);
        box->setCurrentIndex(static_cast<int>(found - row.spec.choices.begin()));
    } else if (const auto *whole = std::get_if<std::int64_t>(&value)) {
        qobject_cast<NumberBox *>(row.control)->setValue(static_cast<double>(*whole));
    } else {
        qobject_cast<NumberBox *>(row.control)->setValue(std::get<double>(value));
    }
}

QString hintOf(const ParameterSpec &spec)
{
    QString hint = QStringLiteral("<p>%1</p>").arg(studyText(spec.hint).toHtmlEscaped());
    QString range;
    if (spec.type == ParameterType::Integer || spec.type == ParameterType::Real) {
        range = ParameterForm::tr("%1 … %2").arg(NumberBox::plain(spec.minimum), NumberBox::plain(spec.maximum));
    }
    const QString name = QString::fromStdString(spec.name);
    return hint + QStringLiteral("<p><small>%1</small></p>")
                      .arg(range.isEmpty() ? name : ParameterForm::tr("%1, range %2").arg(name, range));
}

}  // namespace

struct ParameterForm::Private {
    ParameterForm *form = nullptr;
    ParameterSchema schema;
    std::vector<Row> rows;
    QScrollArea *area = nullptr;
    QWidget *page = nullptr;
    std::vector<GroupHeading *> headings;
    std::map<QString, bool> open;  // what somebody chose, by title
    bool running = false;

    [[nodiscard]] const Row *find(const QString &name) const
    {
        for (const Row &row : rows) {
            if (QString::fromStdString(row.spec.name) == name) {
                return &row;
            }
        }
        return nullptr;
    }
    QWidget *makeControl(const ParameterSpec &spec);
    QGridLayout *addGroup(QVBoxLayout *column, const std::string &group);
    void addRow(QGridLayout *grid, const ParameterSpec &spec);
    void alignGroups(const std::vector<QGridLayout *> &grids) const;
    void countChanged(GroupHeading *heading) const;
    void refresh(const Row &row) const;
    void changed(const QString &name) const;
};

QWidget *ParameterForm::Private::makeControl(const ParameterSpec &spec)
{
    const QString name = QString::fromStdString(spec.name);
    const auto notify = [this, name] { changed(name); };
    if (spec.type == ParameterType::Bool) {
        auto *box = new QCheckBox(page);
        QObject::connect(box, &QCheckBox::toggled, form, notify);
        return box;
    }
    if (spec.type == ParameterType::Choice) {
        auto *box = new QComboBox(page);
        for (const std::string &choice : spec.choices) {
            box->addItem(QString::fromStdString(choice));
        }
        QObject::connect(box, &QComboBox::currentIndexChanged, form, notify);
        return box;
    }
    auto *box = new NumberBox(spec.minimum, spec.maximum, spec.type == ParameterType::Integer, spec.logarithmic, page);
    if (!spec.unit.empty()) {
        box->setSuffix(QChar(0x2009) + studyText(spec.unit));
    }
    QObject::connect(box, &NumberBox::valueChanged, form, notify);
    return box;
}

QGridLayout *ParameterForm::Private::addGroup(QVBoxLayout *column, const std::string &group)
{
    const QString title = studyText(group);
    auto *heading = new GroupHeading(title, page);
    auto *body = new QWidget(page);
    auto *grid = new QGridLayout(body);
    grid->setContentsMargins(0, 0, 0, kGrid);
    grid->setHorizontalSpacing(kGrid);
    grid->setVerticalSpacing(kGrid / 2);
    grid->setColumnStretch(0, 1);
    const auto chosen = open.find(title);
    heading->setChecked(chosen != open.end() ? chosen->second : headings.empty());
    body->setVisible(heading->isChecked());
    QObject::connect(heading, &GroupHeading::toggled, form, [this, title, body](bool isOpen) {
        open[title] = isOpen;
        body->setVisible(isOpen);
    });
    column->addWidget(heading);
    column->addWidget(body);
    headings.push_back(heading);
    return grid;
}

/// One column of controls through all groups, as wide as the widest needs.
void ParameterForm::Private::alignGroups(const std::vector<QGridLayout *> &grids) const
{
    int width = 14 * kGrid;
    for (const Row &row : rows) {
        width = std::max(width, row.control->sizeHint().width());
    }
    for (QGridLayout *grid : grids) {
        grid->setColumnMinimumWidth(1, width);
    }
}

void ParameterForm::Private::countChanged(GroupHeading *heading) const
{
    heading->setChanged(static_cast<int>(std::count_if(rows.begin(), rows.end(), [heading](const Row &row) {
        return row.heading == heading && valueOf(row) != row.spec.defaultValue;
    })));
}

void ParameterForm::Private::addRow(QGridLayout *grid, const ParameterSpec &spec)
{
    Row row{spec, makeControl(spec), new QToolButton(page), headings.back()};
    const QString label = studyText(spec.label);
    auto *caption = new QLabel(label, page);
    caption->setBuddy(row.control);
    caption->setWordWrap(true);
    row.control->setAccessibleName(label);
    row.control->setAccessibleDescription(studyText(spec.hint));
    row.control->setMinimumHeight(kRow);
    row.reset->setIcon(icon(Icon::Reset, Ink::MutedText));
    row.reset->setAutoRaise(true);
    row.reset->setToolTip(ParameterForm::tr("Back to the default"));
    row.reset->setAccessibleName(ParameterForm::tr("%1: back to the default").arg(label));
    QSizePolicy keep = row.reset->sizePolicy();
    keep.setRetainSizeWhenHidden(true);
    row.reset->setSizePolicy(keep);
    for (QWidget *widget : {static_cast<QWidget *>(caption), row.control}) {
        widget->setToolTip(hintOf(spec));
    }
    QObject::connect(row.reset, &QToolButton::clicked, form, [control = row.control, spec] {
        showValue(Row{spec, control}, spec.defaultValue);
    });
    const int line = grid->rowCount();
    grid->addWidget(caption, line, 0);
    grid->addWidget(row.control, line, 1);
    grid->addWidget(row.reset, line, 2);
    showValue(row, spec.defaultValue);
    rows.push_back(row);
    refresh(rows.back());
}

void ParameterForm::Private::refresh(const Row &row) const
{
    const bool enabled = !running || row.spec.liveEditable;
    row.control->setEnabled(enabled);
    row.reset->setEnabled(enabled);
    row.reset->setVisible(valueOf(row) != row.spec.defaultValue);
}

void ParameterForm::Private::changed(const QString &name) const
{
    if (const Row *row = find(name); row != nullptr) {
        refresh(*row);
        countChanged(row->heading);
        Q_EMIT form->valueChanged(name);
    }
}

ParameterForm::ParameterForm(QWidget *parent) : QWidget(parent), d(std::make_unique<Private>())
{
    d->form = this;
    d->area = new QScrollArea(this);
    d->area->setFrameShape(QFrame::NoFrame);
    d->area->setWidgetResizable(true);
    d->area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    d->area->setAccessibleName(tr("Settings"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(d->area);
    setSchema({});
}

ParameterForm::~ParameterForm() = default;

void ParameterForm::setSchema(const ParameterSchema &schema)
{
    d->schema = schema;
    d->rows.clear();
    d->page = new QWidget;
    d->headings.clear();
    auto *column = new QVBoxLayout(d->page);
    column->setContentsMargins(kGrid, kGrid / 2, kGrid, kGrid);
    column->setSpacing(0);
    std::vector<QGridLayout *> grids;
    std::string group;
    for (const ParameterSpec &spec : schema.specs()) {
        if (grids.empty() || spec.group != group) {
            group = spec.group;
            grids.push_back(d->addGroup(column, group));
        }
        d->addRow(grids.back(), spec);
    }
    d->alignGroups(grids);
    column->addStretch(1);
    d->area->setWidget(d->page);  // deletes the page before
}

ParameterSet ParameterForm::values() const
{
    ParameterSet values;
    for (const Row &row : d->rows) {
        values.set(row.spec.name, valueOf(row));
    }
    return values;
}

Result<void> ParameterForm::setValues(const ParameterSet &values)
{
    Result<void> result;
    const Json given = values.toJson();
    for (const Row &row : d->rows) {
        if (!given.contains(row.spec.name)) {
            continue;
        }
        const auto checked = d->schema.check(row.spec.name, values.at(row.spec.name));
        if (checked) {
            showValue(row, *checked);
        } else if (result) {
            result = fail(checked.error());
        }
    }
    return result;
}

void ParameterForm::resetToDefaults()
{
    for (const Row &row : d->rows) {
        showValue(row, row.spec.defaultValue);
    }
}

bool ParameterForm::isDefault() const
{
    return values() == d->schema.defaults();
}

void ParameterForm::setRunning(bool running)
{
    d->running = running;
    for (const Row &row : d->rows) {
        d->refresh(row);
    }
}

void ParameterForm::setGroupOpen(const QString &group, bool open)
{
    for (GroupHeading *heading : d->headings) {
        if (heading->text() == group) {
            heading->setChecked(open);
        }
    }
}

bool ParameterForm::isGroupOpen(const QString &group) const
{
    return std::any_of(d->headings.begin(), d->headings.end(), [&group](const GroupHeading *heading) {
        return heading->text() == group && heading->isChecked();
    });
}

QWidget *ParameterForm::editor(const QString &name) const
{
    const Row *row = d->find(name);
    return row == nullptr ? nullptr : row->control;
}

}  // namespace tonewright
