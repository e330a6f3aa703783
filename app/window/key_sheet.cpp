#include "app/window/key_sheet.h"

#include <QDialogButtonBox>
#include <QHeaderView>
#include <QKeyEvent>
#include <QKeySequenceEdit>
#include <QLabel>
#include <QPushButton>
#include <QStyledItemDelegate>
#include <QTableWidget>
#include <QVBoxLayout>
#include <functional>

#include "app/window/key_map.h"
#include "widgets/style/metrics.h"

namespace tonewright
{

namespace
{

enum Column { Key, Meaning };

/// A key is pressed where others are typed.
class KeyDelegate : public QStyledItemDelegate
{
public:
    using Take = std::function<void(int row, const QKeySequence &keys)>;
    KeyDelegate(Take take, QObject *parent) : QStyledItemDelegate(parent), m_take(std::move(take)) {}

    QWidget *createEditor(QWidget *parent, const QStyleOptionViewItem &, const QModelIndex &index) const override
    {
        if (index.column() != Key)
            return nullptr;
        auto *edit = new QKeySequenceEdit(parent);
        edit->setAccessibleName(KeySheet::tr("Press the new key"));
        connect(edit, &QKeySequenceEdit::keySequenceChanged, this, [this, edit](const QKeySequence &keys) {
            if (keys.isEmpty())
                return;
            // One chord: it is taken at once.
            auto *self = const_cast<KeyDelegate *>(this);
            Q_EMIT self->commitData(edit);
            Q_EMIT self->closeEditor(edit);
        });
        return edit;
    }
    void setEditorData(QWidget *, const QModelIndex &) const override {}
    void setModelData(QWidget *editor, QAbstractItemModel *, const QModelIndex &index) const override
    {
        if (const QKeySequence keys = static_cast<QKeySequenceEdit *>(editor)->keySequence(); !keys.isEmpty())
            m_take(index.row(), QKeySequence(keys[0]));
    }

private:
    Take m_take;
};

}  // namespace

KeySheet::KeySheet(KeyMap &keys, QWidget *parent)
    : QDialog(parent), m_keys(keys), m_table(new QTableWidget(keys.count(), 2, this)), m_message(new QLabel(this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowModality(Qt::NonModal);
    setWindowTitle(tr("Keyboard shortcuts"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(2 * kGrid, 2 * kGrid, 2 * kGrid, 2 * kGrid);
    layout->setSpacing(kGrid);

    m_table->setAccessibleName(windowTitle());
    m_table->setHorizontalHeaderLabels({tr("Key"), tr("What it does")});
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(kRow);
    m_table->setShowGrid(false);
    m_table->setTabKeyNavigation(false);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::EditKeyPressed);
    m_table->setItemDelegate(new KeyDelegate([this](int row, const QKeySequence &key) { take(row, key); }, this));
    m_table->horizontalHeader()->setSectionResizeMode(Key, QHeaderView::ResizeToContents);
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_table->installEventFilter(this);
    layout->addWidget(m_table);
    m_message->setWordWrap(true);
    m_message->setMinimumHeight(2 * kRow);
    layout->addWidget(m_message);

    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    QPushButton *reset = buttons->addButton(tr("&Reset all"), QDialogButtonBox::ResetRole);
    for (QAbstractButton *button : buttons->buttons())
        static_cast<QPushButton *>(button)->setAutoDefault(false);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::close);
    connect(reset, &QPushButton::clicked, &keys, &KeyMap::reset);
    layout->addWidget(buttons);
    connect(&keys, &KeyMap::changed, this, &KeySheet::fill);
    for (int row = 0; row < keys.count(); ++row) {
        auto *key = new QTableWidgetItem;
        auto *meaning = new QTableWidgetItem;
        meaning->setFlags(Qt::ItemIsSelectable | Qt::ItemIsEnabled);
        m_table->setItem(row, Key, key);
        m_table->setItem(row, Meaning, meaning);
    }
    for (const KeyMap::Note &note : keys.notes()) {
        const int row = m_table->rowCount();
        m_table->insertRow(row);
        auto *key = new QTableWidgetItem(note.keys);
        auto *meaning = new QTableWidgetItem(tr("%1: %2").arg(note.where, note.label));
        for (QTableWidgetItem *item : {key, meaning}) {
            item->setFlags(Qt::ItemIsSelectable | Qt::ItemIsEnabled);
            item->setToolTip(tr("Belongs to its pane and can't be changed."));
        }
        m_table->setItem(row, Key, key);
        m_table->setItem(row, Meaning, meaning);
    }
    fill();
    m_table->setCurrentCell(0, Key);
    resize(56 * kGrid, 70 * kGrid);
}

QString KeySheet::message() const
{
    return m_message->text();
}

void KeySheet::fill()
{
    for (int row = 0; row < m_keys.count(); ++row) {
        QTableWidgetItem *key = m_table->item(row, Key);
        key->setText(m_keys.keys(row).toString(QKeySequence::NativeText));
        QFont font = m_table->font();
        font.setBold(!m_keys.isStandard(row));
        key->setFont(font);
        m_table->item(row, Meaning)->setText(m_keys.label(row));
    }
    m_message->setText(tr("Enter or a double click changes a key, Delete leaves none. Bold ones were changed."));
}

void KeySheet::take(int row, const QKeySequence &keys)
{
    if (row >= m_keys.count())
        return;  // a pane's own
    if (const auto holder = m_keys.setKeys(row, keys))
        m_message->setText(tr("%1 means “%2” already. Give that another key first.")
                               .arg(keys.toString(QKeySequence::NativeText), *holder));
}

bool KeySheet::eventFilter(QObject *watched, QEvent *event)
{
    if (watched != m_table || event->type() != QEvent::KeyPress || m_table->currentRow() < 0 ||
        m_table->currentRow() >= m_keys.count())
        return QDialog::eventFilter(watched, event);
    switch (static_cast<QKeyEvent *>(event)->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
        m_table->editItem(m_table->item(m_table->currentRow(), Key));
        return true;
    case Qt::Key_Delete:
    case Qt::Key_Backspace:
        take(m_table->currentRow(), {});
        return true;
    default:
        return false;
    }
}

}  // namespace tonewright
