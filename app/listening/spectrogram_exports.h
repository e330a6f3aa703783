#pragma once

#include <QObject>
#include <QString>
#include <QThreadPool>
#include <filesystem>
#include <functional>
#include <stop_token>

#include "core/base/result.h"

class QWidget;

namespace tonewright
{

class SpectrogramControls;
class SpectrogramPanel;

/// Writes what a SpectrogramPanel shows to files that a person names, in a thread of its own. What is being written
/// when this goes is left out; no half file stays.
class SpectrogramExports : public QObject
{
    Q_OBJECT

public:
    /// All of them outlive this.
    SpectrogramExports(QWidget &window, SpectrogramPanel &panel, SpectrogramControls &controls,
                       QObject *parent = nullptr);
    ~SpectrogramExports() override;

    void setName(const QString &name) { m_name = name; }  ///< of the piece, for suggested names of files

Q_SIGNALS:
    void written(const std::filesystem::path &file);
    void failed(const QString &message);

private:
    using Work = std::function<Result<void>(const std::filesystem::path &file, const std::stop_token &stop)>;
    void ask(const QString &title, const QString &suggested, const QString &filter, Work work);
    void run(const std::filesystem::path &file, const Work &work);

    QWidget &m_window;
    SpectrogramPanel &m_panel;
    QString m_name;
    std::stop_source m_stop;
    QThreadPool m_pool;  // last: its thread is joined first
};

}  // namespace tonewright
