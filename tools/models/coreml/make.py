"""Writes the CoreML models of the tests anew, beside itself: `python3 make.py`, with coremltools 9 (`pip install coremltools==9.0`), on any system."""

import json
import os
import shutil
import uuid

import coremltools as ct
import numpy as np
from coremltools.converters.mil import Builder as mb
from coremltools.converters.mil.mil import types
from coremltools.models import datatypes
from coremltools.models.neural_network import NeuralNetworkBuilder, flexible_shape_utils
from coremltools.proto import FeatureTypes_pb2, Model_pb2

HERE = os.path.dirname(os.path.abspath(__file__))


def place(name):
    path = os.path.join(HERE, name)
    shutil.rmtree(path, ignore_errors=True)
    return path


def write(name, spec):
    with open(os.path.join(HERE, name), "wb") as file:
        file.write(spec.SerializeToString())


def network(shape):
    builder = NeuralNetworkBuilder(
        [("x", datatypes.Array(*shape))], [("y", datatypes.Array(*shape))], disable_rank5_shape_mapping=True
    )
    builder.add_activation("act", "LINEAR", "x", "y", [2.0, 0.0])
    return builder.spec


def neural_networks():
    write("network.mlmodel", network((3,)))

    enumerated = network((1, 3))
    flexible_shape_utils.add_multiarray_ndshape_enumeration(enumerated, "x", [(1, 3), (2, 3), (4, 3)])
    write("enumerated.mlmodel", enumerated)

    ranged = network((1, 3))
    flexible_shape_utils.set_multiarray_ndshape_range(ranged, "x", [1, 3], [8, -1])
    write("ranged.mlmodel", ranged)

    image = network((3, 4, 6))
    feature = image.description.input[0]
    feature.type.ClearField("multiArrayType")
    feature.type.imageType.width = 6
    feature.type.imageType.height = 4
    feature.type.imageType.colorSpace = FeatureTypes_pb2.ImageFeatureType.RGB
    write("image.mlmodel", image)


def classic():
    """A dictionary and texts: only models of this kind have them."""
    spec = Model_pb2.Model()
    spec.specificationVersion = 1
    count = spec.description.input.add()
    count.name = "count"
    count.type.int64Type.SetInParent()
    ratio = spec.description.input.add()
    ratio.name = "ratio"
    ratio.type.doubleType.SetInParent()
    ratio.type.isOptional = True
    words = spec.description.input.add()
    words.name = "words"
    words.type.dictionaryType.stringKeyType.SetInParent()
    label = spec.description.output.add()
    label.name = "label"
    label.type.stringType.SetInParent()
    spec.identity.SetInParent()
    write("classic.mlmodel", spec)


def as_image(feature, width, height, color):
    feature.type.ClearField("multiArrayType")
    feature.type.imageType.width = width
    feature.type.imageType.height = height
    feature.type.imageType.colorSpace = color


def images():
    """In and out: grey in sizes of its own, and colour of any size within bounds."""
    gray = network((1, 4, 6))
    for feature in [*gray.description.input, *gray.description.output]:
        as_image(feature, 6, 4, FeatureTypes_pb2.ImageFeatureType.GRAYSCALE)
        for width, height in [(6, 4), (12, 8)]:
            size = feature.type.imageType.enumeratedSizes.sizes.add()
            size.width = width
            size.height = height
    write("gray.mlmodel", gray)

    color = network((3, 4, 6))
    as_image(color.description.input[0], 6, 4, FeatureTypes_pb2.ImageFeatureType.BGR)
    bounds = color.description.input[0].type.imageType.imageSizeRange
    bounds.widthRange.lowerBound, bounds.widthRange.upperBound = 6, 64
    bounds.heightRange.lowerBound, bounds.heightRange.upperBound = 4, -1
    write("resizable.mlmodel", color)


def pipeline():
    """Two networks, one after the other."""
    spec = Model_pb2.Model()
    spec.specificationVersion = 4
    first, second = network((3,)), network((3,))
    first.description.output[0].name = "between"
    first.neuralNetwork.layers[0].output[0] = "between"
    second.description.input[0].name = "between"
    second.neuralNetwork.layers[0].input[0] = "between"
    spec.description.input.extend(first.description.input)
    spec.description.output.extend(second.description.output)
    spec.pipeline.models.extend([first, second])
    write("pipeline.mlmodel", spec)


def containers():
    """Dictionaries and sequences of both kinds, in and out."""
    spec = Model_pb2.Model()
    spec.specificationVersion = 3
    for name, fill in [
        ("words", lambda type: type.dictionaryType.stringKeyType.SetInParent()),
        ("tokens", lambda type: type.sequenceType.int64Type.SetInParent()),
        ("texts", lambda type: type.sequenceType.stringType.SetInParent()),
    ]:
        for features in [spec.description.input, spec.description.output]:
            feature = features.add()
            feature.name = name
            fill(feature.type)
    spec.identity.SetInParent()
    write("containers.mlmodel", spec)

    spec = Model_pb2.Model()
    spec.specificationVersion = 3
    count = spec.description.input.add()
    count.name = "count"
    count.type.int64Type.SetInParent()
    chances = spec.description.output.add()
    chances.name = "chances"
    chances.type.dictionaryType.int64KeyType.SetInParent()
    spec.identity.SetInParent()
    write("chances.mlmodel", spec)


def settle(path):
    """The identifiers in a manifest are random: the same file comes out each time. Git keeps no empty folder: the manifest names none."""
    manifest = os.path.join(path, "Manifest.json")
    with open(manifest) as file:
        text = file.read()

    parsed = json.loads(text)
    for key, entry in list(parsed["itemInfoEntries"].items()):
        item = os.path.join(path, "Data", entry["path"])
        if os.path.isdir(item) and not os.listdir(item):
            os.rmdir(item)
            del parsed["itemInfoEntries"][key]
            text = json.dumps(parsed, indent=4)

    parsed = json.loads(text)
    for index, (key, entry) in enumerate(sorted(parsed["itemInfoEntries"].items(), key=lambda item: item[1]["path"])):
        text = text.replace(key, str(uuid.UUID(int=index)).upper())
    with open(manifest, "w") as file:
        file.write(text)


def programs():
    @mb.program(input_specs=[mb.TensorSpec(shape=(1, 8))], opset_version=ct.target.iOS16)
    def double(x):
        weights = np.arange(64, dtype=np.float32).reshape(8, 8)
        return mb.linear(x=x, weight=weights, name="y")

    path = place("program.mlpackage")
    ct.convert(double, convert_to="mlprogram", minimum_deployment_target=ct.target.iOS16).save(path)
    settle(path)

    @mb.program(input_specs=[mb.TensorSpec(shape=(1, 4))], opset_version=ct.target.iOS16)
    def branch(x):
        isPositive = mb.greater(x=mb.reduce_sum(x=x, axes=[0, 1]), y=0.0)
        return mb.cond(pred=isPositive, _true_fn=lambda: mb.add(x=x, y=x), _false_fn=lambda: mb.sub(x=x, y=x), name="y")

    path = place("branch.mlpackage")
    ct.convert(branch, convert_to="mlprogram", minimum_deployment_target=ct.target.iOS16).save(path)
    settle(path)

    @mb.program(
        input_specs=[mb.TensorSpec(shape=(1, 4), dtype=types.fp16), mb.StateTensorSpec((1, 4), dtype=types.fp16)],
        opset_version=ct.target.iOS18,
    )
    def counter(x, total):
        sum = mb.add(x=x, y=mb.read_state(input=total))
        return mb.coreml_update_state(state=total, value=sum, name="y")

    path = place("stateful.mlpackage")
    ct.convert(counter, convert_to="mlprogram", minimum_deployment_target=ct.target.iOS18).save(path)
    settle(path)

    descriptor = ct.utils.MultiFunctionDescriptor()
    descriptor.add_function(os.path.join(HERE, "program.mlpackage"), "main", "first")
    descriptor.add_function(os.path.join(HERE, "program.mlpackage"), "main", "second")
    descriptor.default_function_name = "first"
    path = place("functions.mlpackage")
    ct.utils.save_multifunction(descriptor, path)
    settle(path)


neural_networks()
classic()
images()
pipeline()
containers()
programs()
