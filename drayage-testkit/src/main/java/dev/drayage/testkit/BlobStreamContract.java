package dev.drayage.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.drayage.content.Blob;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The part of {@link BlobContract} that is about channels and streams over a blob. */
@Timeout(60)
abstract class BlobStreamContract {

    /** Opens a new blob of the bytes {@link #expected}; the suite closes it. */
    protected abstract Blob open() throws IOException;

    /** What the blob holds: the same each time, and at least 1000 bytes. */
    protected abstract byte[] expected() throws IOException;

    @Test
    void aChannelReadsOnFromWhereItIs() throws IOException {
        byte[] expected = expected();
        try (Blob blob = open();
                SeekableByteChannel channel = blob.newChannel()) {
            assertThat(channel.size()).isEqualTo(expected.length);
            ByteBuffer first = ByteBuffer.allocate(100);
            assertThat(channel.read(first)).isEqualTo(100);
            assertThat(channel.position()).isEqualTo(100);
            ByteBuffer rest = ByteBuffer.allocate(expected.length);
            assertThat(channel.read(rest)).isEqualTo(expected.length - 100);
            assertThat(rest.flip()).isEqualTo(ByteBuffer.wrap(expected, 100, expected.length - 100));
            assertThat(channel.read(ByteBuffer.allocate(1))).isEqualTo(-1);
            assertThat(channel.position()).isEqualTo(expected.length);
        }
    }

    @Test
    void aChannelCanBePutAnywhere() throws IOException {
        byte[] expected = expected();
        try (Blob blob = open();
                SeekableByteChannel channel = blob.newChannel()) {
            ByteBuffer last = ByteBuffer.allocate(10);
            assertThat(channel.position(expected.length - 3).read(last)).isEqualTo(3);
            assertThat(channel.position(0).read(last)).isEqualTo(7);
            assertThat(Arrays.copyOfRange(last.array(), 3, 10)).isEqualTo(Arrays.copyOf(expected, 7));
            assertThat(channel.position(Long.MAX_VALUE).read(ByteBuffer.allocate(1)))
                    .isEqualTo(-1);
            assertThat(channel.position()).isEqualTo(Long.MAX_VALUE);
            assertThatIllegalArgumentException().isThrownBy(() -> channel.position(-1));
        }
    }

    @Test
    void aChannelCannotBeWritten() throws IOException {
        try (Blob blob = open();
                SeekableByteChannel channel = blob.newChannel()) {
            assertThatExceptionOfType(NonWritableChannelException.class)
                    .isThrownBy(() -> channel.write(ByteBuffer.allocate(1)));
            assertThatExceptionOfType(NonWritableChannelException.class).isThrownBy(() -> channel.truncate(0));
        }
    }

    @Test
    void channelsMoveEachForItself() throws IOException {
        try (Blob blob = open();
                SeekableByteChannel one = blob.newChannel();
                SeekableByteChannel other = blob.newChannel()) {
            one.position(500);
            assertThat(other.position()).isZero();
        }
    }

    @Test
    void closingAChannelLeavesTheBlobOpen() throws IOException {
        try (Blob blob = open()) {
            SeekableByteChannel channel = blob.newChannel();
            assertThat(channel.isOpen()).isTrue();
            channel.close();
            channel.close();
            assertThat(channel.isOpen()).isFalse();
            assertThatExceptionOfType(ClosedChannelException.class)
                    .isThrownBy(() -> channel.read(ByteBuffer.allocate(1)));
            assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(channel::position);
            assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(() -> channel.position(1));
            assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(channel::size);
            assertThat(read(blob)).isEqualTo(expected());
        }
    }

    @Test
    void closingTheBlobEndsItsChannelsAndStreams() throws IOException {
        Blob blob = open();
        SeekableByteChannel channel = blob.newChannel();
        InputStream stream = blob.newInputStream();
        blob.close();
        assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(() -> channel.read(ByteBuffer.allocate(1)));
        assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(stream::read);
    }

    @Test
    void aStreamGivesAllBytes() throws IOException {
        try (Blob blob = open();
                InputStream stream = blob.newInputStream()) {
            assertThat(stream.available()).isEqualTo(expected().length);
            assertThat(stream.readAllBytes()).isEqualTo(expected());
            assertThat(stream.read()).isEqualTo(-1);
            assertThat(stream.available()).isZero();
        }
    }

    @Test
    void aStreamSkipsWithoutReading() throws IOException {
        byte[] expected = expected();
        try (Blob blob = open();
                InputStream stream = blob.newInputStream()) {
            assertThat(stream.read()).isEqualTo(expected[0] & 0xff);
            stream.skipNBytes(expected.length - 2);
            assertThat(stream.read()).isEqualTo(expected[expected.length - 1] & 0xff);
            assertThat(stream.skip(10)).isZero();
        }
    }

    @Test
    void aStreamGivesBytesInPiecesOfAnySize() throws IOException {
        try (Blob blob = open()) {
            Randomized.check(10, random -> {
                ByteArrayOutputStream read = new ByteArrayOutputStream();
                byte[] piece = new byte[1 + random.nextInt(3000)];
                try (InputStream stream = blob.newInputStream()) {
                    for (int count = stream.read(piece); count >= 0; count = stream.read(piece)) {
                        read.write(piece, 0, count);
                    }
                }
                assertThat(read.toByteArray()).isEqualTo(expected());
            });
        }
    }

    @Test
    void closingAStreamLeavesTheBlobOpen() throws IOException {
        try (Blob blob = open()) {
            InputStream stream = blob.newInputStream();
            stream.close();
            assertThatExceptionOfType(IOException.class).isThrownBy(stream::read);
            assertThat(read(blob)).isEqualTo(expected());
        }
    }

    /** All bytes of a blob. */
    static byte[] read(Blob blob) throws IOException {
        ByteBuffer target = ByteBuffer.allocate((int) blob.size());
        blob.readAt(0, target);
        assertThat(target.hasRemaining()).isFalse();
        return target.array();
    }
}
