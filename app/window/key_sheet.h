#pragma once

#include <QDialog>

class QLabel;
class QTableWidget;

namespace tonewright
{

class KeyMap;

/// Every key in one list, to be changed: Enter or a double click on a key, then the new one; Delete leaves none. Not
/// modal.
class KeySheet : public QDialog
{
    Q_OBJECT

public:
    /// `keys` must outlive the sheet.
    explicit KeySheet(KeyMap &keys, QWidget *parent = nullptr);

    [[nodiscard]] QTableWidget *table() const { return m_table; }
    [[nodiscard]] QString message() const;

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void fill();
    void take(int row, const QKeySequence &keys);

    KeyMap &m_keys;
    QTableWidget *m_table;
    QLabel *m_message;
};

}  // namespace tonewright
