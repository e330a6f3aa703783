#include "core/rl/dense_net.h"

#include <algorithm>
#include <cmath>

namespace tonewright::rl
{

using kernels::padded;

DenseNet::DenseNet(const DenseNetConfig &config) : m_config(config)
{
    std::vector<std::size_t> widths = {config.inputs};
    widths.insert(widths.end(), config.hidden.begin(), config.hidden.end());
    widths.push_back(config.outputs);
    std::size_t offset = 0;
    for (std::size_t i = 0; i + 1 < widths.size(); ++i) {
        Layer layer{};
        layer.in = widths[i];
        layer.out = widths[i + 1];
        layer.inStride = padded(layer.in);
        layer.outStride = padded(layer.out);
        layer.weights = offset;
        layer.biases = offset + layer.inStride * layer.outStride;
        offset = layer.biases + layer.outStride;
        if (config.layerNorm && i + 2 < widths.size()) {
            layer.scales = offset;
            layer.shifts = offset + layer.outStride;
            offset += 2 * layer.outStride;
        }
        m_layers.push_back(layer);
    }
    m_parameters.assign(offset, 0.0F);
    clear();
}

void DenseNet::clear()
{
    std::fill(m_parameters.begin(), m_parameters.end(), 0.0F);
    for (std::size_t i = 0; i < m_layers.size(); ++i)
        if (normalises(i))
            std::fill_n(m_parameters.begin() + static_cast<std::ptrdiff_t>(m_layers[i].scales), m_layers[i].out, 1.0F);
}

void DenseNet::initialise(Rng &rng, double outputScale)
{
    clear();
    for (std::size_t i = 0; i < m_layers.size(); ++i) {
        const Layer &layer = m_layers[i];
        const double bound = (i + 1 == m_layers.size() ? outputScale : 1.0) / std::sqrt(static_cast<double>(layer.in));
        for (std::size_t out = 0; out < layer.out; ++out) {
            for (std::size_t in = 0; in < layer.in; ++in)
                m_parameters[weightIndex(i, out, in)] = static_cast<float>(rng.uniform(-1.0, 1.0) * bound);
            m_parameters[biasIndex(i, out)] = static_cast<float>(rng.uniform(-1.0, 1.0) * bound);
        }
    }
}

namespace
{

/// `count` orthonormal vectors of `length` ≥ count numbers: Gram–Schmidt on normal random numbers.
std::vector<std::vector<double>> orthonormal(std::size_t count, std::size_t length, Rng &rng)
{
    std::vector<std::vector<double>> vectors(count, std::vector<double>(length));
    const auto dot = [length](const std::vector<double> &a, const std::vector<double> &b) {
        double sum = 0;
        for (std::size_t k = 0; k < length; ++k)
            sum += a[k] * b[k];
        return sum;
    };
    for (std::size_t i = 0; i < count; ++i) {
        auto &vector = vectors[i];
        double norm = 0;
        while (norm < 1e-6) {  // a vector within the others' span is drawn again
            for (double &x : vector)
                x = rng.normal();
            for (int pass = 0; pass < 2; ++pass) {  // twice: once leaves the rounding errors of what was large
                for (std::size_t j = 0; j < i; ++j) {
                    const double share = dot(vector, vectors[j]);
                    for (std::size_t k = 0; k < length; ++k)
                        vector[k] -= share * vectors[j][k];
                }
            }
            norm = std::sqrt(dot(vector, vector));
        }
        for (double &x : vector)
            x /= norm;
    }
    return vectors;
}

}  // namespace

void DenseNet::initialiseOrthogonal(Rng &rng, double outputGain)
{
    clear();
    for (std::size_t i = 0; i < m_layers.size(); ++i) {
        const Layer &layer = m_layers[i];
        const double gain = i + 1 == m_layers.size() ? outputGain : std::sqrt(2.0);
        const bool wide = layer.out > layer.in;
        const auto vectors = orthonormal(std::min(layer.in, layer.out), std::max(layer.in, layer.out), rng);
        for (std::size_t out = 0; out < layer.out; ++out)
            for (std::size_t in = 0; in < layer.in; ++in)
                m_parameters[weightIndex(i, out, in)] =
                    static_cast<float>(gain * (wide ? vectors[in][out] : vectors[out][in]));
    }
}

std::size_t DenseNet::weightIndex(std::size_t layer, std::size_t out, std::size_t in) const
{
    return m_layers[layer].weights + in * m_layers[layer].outStride + out;
}

std::size_t DenseNet::biasIndex(std::size_t layer, std::size_t out) const
{
    return m_layers[layer].biases + out;
}

std::string DenseNet::describe(std::size_t parameter) const
{
    std::size_t layer = 0;
    while (layer + 1 < m_layers.size() && parameter >= m_layers[layer + 1].weights)
        ++layer;
    const char *part = parameter < m_layers[layer].biases ? " weight" : " bias";
    if (normalises(layer) && parameter >= m_layers[layer].scales)
        part = parameter < m_layers[layer].shifts ? " norm scale" : " norm shift";
    return "layer " + std::to_string(layer + 1) + part;
}

void DenseNet::prepare(Pass &pass, std::size_t rows) const
{
    const bool fits = pass.m_rows == rows && pass.m_values.size() == m_layers.size() + 1 &&
                      pass.m_in == m_config.inputs && pass.m_out == m_config.outputs;
    if (fits)
        return;
    pass.m_rows = rows;
    pass.m_in = m_config.inputs;
    pass.m_out = m_config.outputs;
    pass.m_inStride = m_layers.front().inStride;
    pass.m_outStride = m_layers.back().outStride;
    pass.m_values.resize(m_layers.size() + 1);
    pass.m_gradients.resize(m_layers.size() + 1);
    pass.m_values[0].assign(rows * pass.m_inStride, 0.0F);
    pass.m_gradients[0].assign(rows * pass.m_inStride, 0.0F);
    for (std::size_t i = 0; i < m_layers.size(); ++i) {
        pass.m_values[i + 1].assign(rows * m_layers[i].outStride, 0.0F);
        pass.m_gradients[i + 1].assign(rows * m_layers[i].outStride, 0.0F);
    }
    for (auto *buffers : {&pass.m_normalised, &pass.m_inverses, &pass.m_kept, &pass.m_activated})
        buffers->assign(m_layers.size(), {});
}

void DenseNet::normalise(std::size_t index, Pass &pass) const
{
    const Layer &layer = m_layers[index];
    const float *scale = m_parameters.data() + layer.scales;
    const float *shift = m_parameters.data() + layer.shifts;
    pass.m_normalised[index].resize(pass.m_rows * layer.outStride);
    pass.m_inverses[index].resize(pass.m_rows);
    const auto width = static_cast<double>(layer.out);
    for (std::size_t row = 0; row < pass.m_rows; ++row) {
        float *y = pass.m_values[index + 1].data() + row * layer.outStride;
        float *normalised = pass.m_normalised[index].data() + row * layer.outStride;
        double mean = 0;
        for (std::size_t i = 0; i < layer.out; ++i)
            mean += static_cast<double>(y[i]) / width;
        double variance = 0;
        for (std::size_t i = 0; i < layer.out; ++i) {
            const double deviation = static_cast<double>(y[i]) - mean;
            variance += deviation * deviation / width;
        }
        const auto inverse = static_cast<float>(1.0 / std::sqrt(variance + 1e-5));
        pass.m_inverses[index][row] = inverse;
        for (std::size_t i = 0; i < layer.out; ++i) {
            normalised[i] = (y[i] - static_cast<float>(mean)) * inverse;
            y[i] = normalised[i] * scale[i] + shift[i];
        }
    }
}

/// The layer's gradient, from that of the normalised, scaled sums to that of the plain ones.
void DenseNet::normaliseBackward(std::size_t index, Pass &pass, std::span<float> gradient) const
{
    const Layer &layer = m_layers[index];
    const float *scale = m_parameters.data() + layer.scales;
    const auto width = static_cast<float>(layer.out);
    for (std::size_t row = 0; row < pass.m_rows; ++row) {
        float *dy = pass.m_gradients[index + 1].data() + row * layer.outStride;
        const float *normalised = pass.m_normalised[index].data() + row * layer.outStride;
        for (std::size_t i = 0; i < layer.out && !gradient.empty(); ++i) {
            gradient[layer.scales + i] += dy[i] * normalised[i];
            gradient[layer.shifts + i] += dy[i];
        }
        float sum = 0;
        float product = 0;
        for (std::size_t i = 0; i < layer.out; ++i) {
            dy[i] *= scale[i];
            sum += dy[i];
            product += dy[i] * normalised[i];
        }
        for (std::size_t i = 0; i < layer.out; ++i)
            dy[i] = (dy[i] - sum / width - normalised[i] * product / width) * pass.m_inverses[index][row];
    }
}

void DenseNet::drop(std::size_t index, Pass &pass, Rng &rng) const
{
    const Layer &layer = m_layers[index];
    auto &y = pass.m_values[index + 1];
    auto &kept = pass.m_kept[index];
    pass.m_activated[index] = y;
    kept.assign(y.size(), 0.0F);
    const auto factor = static_cast<float>(1.0 / (1.0 - m_config.dropout));
    for (std::size_t row = 0; row < pass.m_rows; ++row)
        for (std::size_t i = 0; i < layer.out; ++i)
            kept[row * layer.outStride + i] = rng.chance(m_config.dropout) ? 0.0F : factor;
    for (std::size_t i = 0; i < y.size(); ++i)
        y[i] *= kept[i];
}

void DenseNet::forward(Pass &pass, Rng *dropout) const
{
    for (std::size_t i = 0; i < m_layers.size(); ++i) {
        const Layer &layer = m_layers[i];
        auto &y = pass.m_values[i + 1];
        // Of the inputs the padding may be left out: an observation of 4 numbers is half of 8.
        kernels::matrixProduct(pass.m_rows, layer.outStride, layer.in, {pass.m_values[i].data(), layer.inStride, 1},
                               m_parameters.data() + layer.weights, y.data(), false, pass.m_scratch);
        kernels::addBias(y.data(), pass.m_rows, layer.outStride, m_parameters.data() + layer.biases);
        if (i + 1 == m_layers.size())
            break;
        if (m_config.layerNorm)
            normalise(i, pass);
        if (m_config.activation == Activation::Relu)
            kernels::relu(y);
        else
            kernels::hyperbolicTangent(y);
        pass.m_kept[i].clear();
        if (dropout != nullptr && m_config.dropout > 0.0)
            drop(i, pass, *dropout);
    }
    std::fill(pass.m_gradients.back().begin(), pass.m_gradients.back().end(), 0.0F);
}

void DenseNet::forward(Pass &pass, std::span<const float> inputs, std::size_t rows, Rng *dropout) const
{
    prepare(pass, rows);
    for (std::size_t row = 0; row < rows; ++row)
        std::copy_n(inputs.data() + row * m_config.inputs, m_config.inputs, pass.input(row).data());
    forward(pass, dropout);
}

void DenseNet::backward(Pass &pass, std::span<float> gradient, bool wantInputGradient) const
{
    for (std::size_t i = m_layers.size(); i-- > 0;) {
        const Layer &layer = m_layers[i];
        const auto &x = pass.m_values[i];
        auto &dy = pass.m_gradients[i + 1];
        if (i + 1 < m_layers.size()) {
            const auto &kept = pass.m_kept[i];
            for (std::size_t k = 0; k < kept.size(); ++k)
                dy[k] *= kept[k];
            const auto &y = kept.empty() ? pass.m_values[i + 1] : pass.m_activated[i];
            if (m_config.activation == Activation::Relu)
                kernels::reluBackward(y, dy);
            else
                kernels::hyperbolicTangentBackward(y, dy);
            if (m_config.layerNorm)
                normaliseBackward(i, pass, gradient);
        }
        if (!gradient.empty()) {
            // ∂/∂W[in, out] += xᵀ · dy
            kernels::matrixProduct(layer.in, layer.outStride, pass.m_rows, {x.data(), 1, layer.inStride}, dy.data(),
                                   gradient.data() + layer.weights, true, pass.m_scratch);
            kernels::addColumnSums(dy.data(), pass.m_rows, layer.outStride, gradient.data() + layer.biases);
        }
        if (i == 0 && !wantInputGradient)
            break;
        // ∂/∂x = dy · Wᵀ
        pass.m_transposed.resize(std::max(pass.m_transposed.size(), layer.inStride * layer.outStride));
        kernels::transpose(m_parameters.data() + layer.weights, layer.inStride, layer.outStride,
                           pass.m_transposed.data());
        kernels::matrixProduct(pass.m_rows, layer.inStride, layer.out, {dy.data(), layer.outStride, 1},
                               pass.m_transposed.data(), pass.m_gradients[i].data(), false, pass.m_scratch);
    }
}

void DenseNet::save(ByteWriter &out) const
{
    for (const Layer &layer : m_layers)
        out.value<std::uint64_t>(layer.in);
    out.value<std::uint64_t>(m_config.outputs);
    out.array(std::span<const float>(m_parameters));
}

Result<void> DenseNet::load(ByteReader &in)
{
    bool fits = true;  // the padded sizes alone don't tell
    const auto width = [&](std::size_t expected) {
        std::uint64_t stored = 0;
        fits = in.value(stored) && stored == expected && fits;
    };
    for (const Layer &layer : m_layers)
        width(layer.in);
    width(m_config.outputs);
    std::vector<float> values;
    if (!fits || !in.array(values) || values.size() != m_parameters.size())
        return fail(ErrorCode::BadData, "the stored network has another shape than this run's settings ask for");
    std::copy(values.begin(), values.end(), m_parameters.begin());
    return {};
}

}  // namespace tonewright::rl
