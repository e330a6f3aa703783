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
        m_layers.push_back(layer);
    }
    m_parameters.assign(offset, 0.0F);
}

void DenseNet::initialise(Rng &rng, double outputScale)
{
    std::fill(m_parameters.begin(), m_parameters.end(), 0.0F);
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
    return "layer " + std::to_string(layer + 1) + (parameter >= m_layers[layer].biases ? " bias" : " weight");
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
}

void DenseNet::forward(Pass &pass) const
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
        if (m_config.activation == Activation::Relu)
            kernels::relu(y);
        else
            kernels::hyperbolicTangent(y);
    }
    std::fill(pass.m_gradients.back().begin(), pass.m_gradients.back().end(), 0.0F);
}

void DenseNet::forward(Pass &pass, std::span<const float> inputs, std::size_t rows) const
{
    prepare(pass, rows);
    for (std::size_t row = 0; row < rows; ++row)
        std::copy_n(inputs.data() + row * m_config.inputs, m_config.inputs, pass.input(row).data());
    forward(pass);
}

void DenseNet::backward(Pass &pass, std::span<float> gradient, bool wantInputGradient) const
{
    for (std::size_t i = m_layers.size(); i-- > 0;) {
        const Layer &layer = m_layers[i];
        const auto &x = pass.m_values[i];
        auto &dy = pass.m_gradients[i + 1];
        if (i + 1 < m_layers.size()) {
            if (m_config.activation == Activation::Relu)
                kernels::reluBackward(pass.m_values[i + 1], dy);
            else
                kernels::hyperbolicTangentBackward(pass.m_values[i + 1], dy);
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
    out.array(std::span<const float>(m_parameters));
}

Result<void> DenseNet::load(ByteReader &in)
{
    std::vector<float> values;
    if (!in.array(values) || values.size() != m_parameters.size())
        return fail(ErrorCode::BadData, "the stored network has another shape than this run's settings ask for");
    std::copy(values.begin(), values.end(), m_parameters.begin());
    return {};
}

}  // namespace tonewright::rl
