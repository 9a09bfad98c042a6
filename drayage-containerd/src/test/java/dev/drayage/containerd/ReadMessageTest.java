package dev.drayage.containerd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.ByteString;
import dev.drayage.containerd.api.content.ReadContentResponse;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.Randomized;
import io.grpc.StatusRuntimeException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ReadMessageTest {
    private static byte[] contentOf(byte[] message) throws IOException {
        InputStream in = new ByteArrayInputStream(message);
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (int count = ReadMessage.nextContent(in); count >= 0; count = ReadMessage.nextContent(in)) {
            content.write(in.readNBytes(count));
        }
        return content.toByteArray();
    }

    @Test
    void readsWhatIsGeneratedForTheMessageWrites() {
        Randomized.check(200, random -> {
            byte[] data = ImageBuilder.noise(random.nextLong(), random.nextInt(1000));
            byte[] message = ReadContentResponse.newBuilder()
                    .setOffset(random.nextLong())
                    .setData(ByteString.copyFrom(data))
                    .build()
                    .toByteArray();
            assertThat(contentOf(message)).isEqualTo(data);
        });
    }

    @Test
    void passesOverFieldsThatItDoesNotKnow() throws IOException {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        message.write(new byte[] {0x18, (byte) 0x80, 0x01}); // 3, a number
        message.write(new byte[] {0x21, 1, 2, 3, 4, 5, 6, 7, 8}); // 4, of 64 bits
        message.write(new byte[] {0x2a, 2, 9, 9}); // 5, bytes
        message.write(new byte[] {0x35, 1, 2, 3, 4}); // 6, of 32 bits
        message.write(new byte[] {0x12, 3, 'a', 'b', 'c'});
        assertThat(contentOf(message.toByteArray())).isEqualTo(new byte[] {'a', 'b', 'c'});
    }

    @Test
    void refusesWhatIsNoMessage() {
        byte[] message = ReadContentResponse.newBuilder()
                .setData(ByteString.copyFrom(new byte[300]))
                .build()
                .toByteArray();
        for (byte[] wrong : new byte[][] {
            Arrays.copyOf(message, 1),
            Arrays.copyOf(message, 2),
            {0x13},
            {0x1a, 5, 0},
            {0x12, -1, -1, -1, -1, -1, -1, -1, -1, -1, 1}
        }) {
            assertThatExceptionOfType(StatusRuntimeException.class)
                    .as(Arrays.toString(wrong))
                    .isThrownBy(() -> contentOf(wrong));
        }
    }
}
