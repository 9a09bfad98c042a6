package dev.drayage.benchmarks.transports;

import dev.drayage.containerd.api.content.ContentGrpc;
import dev.drayage.containerd.api.content.Info;
import dev.drayage.containerd.api.content.InfoRequest;
import dev.drayage.containerd.api.content.ListContentRequest;
import dev.drayage.containerd.api.content.ReadContentRequest;
import dev.drayage.containerd.api.content.ReadContentResponse;
import dev.drayage.containerd.api.images.ImagesGrpc;
import dev.drayage.containerd.api.images.ListImagesRequest;
import dev.drayage.containerd.api.types.Empty;
import dev.drayage.containerd.api.version.VersionGrpc;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.MediaTypes;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** gRPC over a library's channel, with the same stubs, and content that is copied once. */
final class GrpcClient implements DaemonClient {
    private static final int BUFFER_BYTES = 256 << 10;
    private static final Metadata.Key<String> NAMESPACE =
            Metadata.Key.of("containerd-namespace", Metadata.ASCII_STRING_MARSHALLER);

    private final ManagedChannel transport;
    private final Runnable closing;
    private final Channel channel;

    /** Over a channel; {@code closing} ends what else was started for it. */
    GrpcClient(ManagedChannel transport, String namespace, Runnable closing) {
        this.transport = transport;
        this.closing = closing;
        Metadata headers = new Metadata();
        headers.put(NAMESPACE, namespace);
        this.channel = ClientInterceptors.intercept(transport, MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    @Override
    public String version() {
        return VersionGrpc.newBlockingStub(channel)
                .version(Empty.getDefaultInstance())
                .getVersion();
    }

    @Override
    public int countImages() {
        return ImagesGrpc.newBlockingStub(channel)
                .list(ListImagesRequest.getDefaultInstance())
                .getImagesCount();
    }

    @Override
    public List<Descriptor> content() {
        List<Descriptor> found = new ArrayList<>();
        ContentGrpc.newBlockingStub(channel)
                .list(ListContentRequest.getDefaultInstance())
                .forEachRemaining(part -> {
                    for (Info info : part.getInfoList()) {
                        found.add(
                                Descriptor.of(MediaTypes.OCTET_STREAM, Digest.parse(info.getDigest()), info.getSize()));
                    }
                });
        return found;
    }

    @Override
    public long size(Descriptor blob) {
        return ContentGrpc.newBlockingStub(channel)
                .info(InfoRequest.newBuilder()
                        .setDigest(blob.digest().toString())
                        .build())
                .getInfo()
                .getSize();
    }

    @Override
    public long read(Descriptor blob) {
        MethodDescriptor<ReadContentRequest, Integer> method = ContentGrpc.getReadMethod().toBuilder(
                        ContentGrpc.getReadMethod().getRequestMarshaller(), new Copying())
                .build();
        Iterator<Integer> parts = ClientCalls.blockingServerStreamingCall(
                channel,
                method,
                CallOptions.DEFAULT,
                ReadContentRequest.newBuilder()
                        .setDigest(blob.digest().toString())
                        .build());
        long count = 0;
        while (parts.hasNext()) {
            count += parts.next();
        }
        return count;
    }

    @Override
    public void close() {
        transport.shutdownNow();
        closing.run();
    }

    /** Copies content to one buffer as it comes: the generated message would be another copy of it. */
    private static final class Copying implements MethodDescriptor.Marshaller<Integer> {
        private static final int DATA_TAG = ReadContentResponse.DATA_FIELD_NUMBER << 3 | 2;

        private final byte[] buffer = new byte[BUFFER_BYTES];

        @Override
        public InputStream stream(Integer value) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Integer parse(InputStream message) {
            try {
                int count = 0;
                // The other field is a number.
                for (int tag = message.read(); tag >= 0; tag = message.read()) {
                    int value = varint(message);
                    if (tag == DATA_TAG) {
                        for (int left = value; left > 0; ) {
                            int read = message.read(buffer, 0, Math.min(left, buffer.length));
                            if (read < 0) {
                                throw new EOFException("content was cut off");
                            }
                            left -= read;
                            count += read;
                        }
                    }
                }
                return count;
            } catch (IOException e) {
                throw Status.INTERNAL.withCause(e).asRuntimeException();
            }
        }

        private static int varint(InputStream message) throws IOException {
            int value = 0;
            int next = 0x80;
            for (int shift = 0; next >= 0x80; shift += 7) {
                next = message.read();
                value |= (next & 0x7f) << shift;
            }
            return value;
        }
    }
}
