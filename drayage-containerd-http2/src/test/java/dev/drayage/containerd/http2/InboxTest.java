package dev.drayage.containerd.http2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.testkit.Randomized;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class InboxTest {
    private static final int MAX = 5000;

    @Test
    void givesWhatWasPutInInItsOrder() {
        Randomized.check(200, random -> {
            Inbox inbox = new Inbox(MAX);
            ByteArrayOutputStream in = new ByteArrayOutputStream();
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            for (int i = 0; i < 100; i++) {
                byte[] put = new byte[random.nextInt(MAX - inbox.count() + 1)];
                random.nextBytes(put);
                in.writeBytes(put);
                inbox.put(ByteBuffer.wrap(put));
                ByteBuffer got = ByteBuffer.allocate(random.nextInt(MAX));
                int count = inbox.get(got);
                assertThat(count).isEqualTo(got.position());
                out.write(got.array(), 0, count);
            }
            ByteBuffer rest = ByteBuffer.allocate(MAX);
            out.write(rest.array(), 0, inbox.get(rest));
            assertThat(out.toByteArray()).isEqualTo(in.toByteArray());
        });
    }
}
