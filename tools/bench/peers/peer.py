"""ONNX Runtime for Python as one of those measured in turn: see side.ts for what is said."""

import json
import math
import os
import sys
import time

import numpy as np
import onnxruntime as ort


def answer(**values):
    print(json.dumps(values), flush=True)


def fill(shape):
    count = math.prod(shape)
    return (np.arange(count) % 97 / 97).astype(np.float32).reshape(shape)


def load(model, shapes, threads):
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = 3
    session = ort.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    return session, {name: fill(shape) for name, shape in shapes.items()}


def by_run(session, feeds):
    return lambda: session.run(None, feeds)


def by_binding(session, feeds):
    """Inputs and outputs lie in memory that was there before, as an application that knows its sizes does it."""
    binding = session.io_binding()
    for name, value in feeds.items():
        binding.bind_ortvalue_input(name, ort.OrtValue.ortvalue_from_numpy(value))
    for output in session.get_outputs():
        shape = output.shape
        if any(not isinstance(size, int) for size in shape):
            shape = session.run([output.name], feeds)[0].shape
        value = ort.OrtValue.ortvalue_from_shape_and_type(shape, np.float32, "cpu", 0)
        binding.bind_ortvalue_output(output.name, value)
    return lambda: session.run_with_iobinding(binding)


def block(run, runs, ms):
    run()
    samples = []
    clock = time.perf_counter_ns
    cpu = time.process_time_ns()
    end = clock() + ms * 1_000_000
    while len(samples) < runs or clock() < end:
        start = clock()
        run()
        samples.append(clock() - start)
    cpu = time.process_time_ns() - cpu
    answer(wallUs=float(np.percentile(samples, 25)) / 1000, cpuUs=cpu / 1000 / len(samples), runs=len(samples))


def main():
    call = {"run": by_run, "io-binding": by_binding}[sys.argv[1]]
    answer(pid=os.getpid(), version=ort.__version__)
    run = None
    for line in sys.stdin:
        command = json.loads(line)
        if "model" in command:
            run = call(*load(command["model"], command["shapes"], command["threads"]))
            answer(loaded=True)
        else:
            block(run, command["runs"], command["ms"])


main()
