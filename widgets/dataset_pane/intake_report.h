#pragma once

#include <QtWidgets/QWidget>
#include <vector>

class QLabel;
class QPushButton;
class QStackedWidget;
class QTableView;

namespace tonewright
{

class EmptyState;

/// One file that was left out, or that is used though it isn't as the others are, and why.
struct IntakeEntry {
    QString file;    ///< as a person finds it: below the opened folder where it lies there
    QString reason;  ///< a sentence that goes on after the file's name
    bool used = false;
};

/// The files that were left out when a folder was opened, and those that are used but differ from the rest, by name and
/// with the reason: to read, to copy, to keep.
class IntakeReport : public QWidget
{
    Q_OBJECT
public:
    explicit IntakeReport(QWidget *parent = nullptr);

    void setEntries(std::vector<IntakeEntry> entries);
    [[nodiscard]] const std::vector<IntakeEntry> &entries() const;
    /// One line a file, "FILE: left out: REASON".
    [[nodiscard]] QString text() const;
    [[nodiscard]] int leftOut() const { return m_leftOut; }
    void copy() const;  ///< text() to the clipboard
    [[nodiscard]] QTableView *view() const { return m_view; }

Q_SIGNALS:
    void saveRequested();

private:
    class Model;
    Model *m_model;
    int m_leftOut = 0;
    QTableView *m_view;
    QLabel *m_summary;
    QPushButton *m_copy;
    QPushButton *m_save;
    EmptyState *m_empty;
    QStackedWidget *m_stack;
};

}  // namespace tonewright
