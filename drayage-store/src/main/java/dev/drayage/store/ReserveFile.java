package dev.drayage.store;

import dev.drayage.file.OwnFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file that holds some room on the disk. To free anything on a disk that is full the database has to write first; then
 * this file is given up, and made again when there is room.
 */
final class ReserveFile implements Reserve {
    private static final int BYTES = 1 << 20;

    private static final int PIECE_BYTES = 64 << 10;
    /** With less left than this a failure to write is put down to it. */
    private static final int SCARCE_BYTES = 256 << 10;

    private final Path file;
    private final SqliteDatabase database;
    private boolean givenUp;

    ReserveFile(Path file, SqliteDatabase database) {
        this.file = file;
        this.database = database;
    }

    @Override
    public <T> T use(Action<T> action) throws IOException {
        try {
            return action.run();
        } catch (IOException e) {
            if (!giveUp()) {
                throw e;
            }
            try {
                return action.run();
            } finally {
                make();
            }
        }
    }

    @Override
    public synchronized boolean giveUp() throws IOException {
        if (database.isReadOnly() || Files.getFileStore(file.getParent()).getUsableSpace() > SCARCE_BYTES) {
            return false;
        }
        givenUp |= Files.deleteIfExists(file);
        database.makeDo();
        return true;
    }

    /** Holds as much room as it should, or as much as there is. */
    synchronized void make() {
        try (FileChannel channel = OwnFiles.open(file)) {
            for (long size = channel.size(); size < BYTES; size += PIECE_BYTES) {
                write(channel, size);
            }
            givenUp = false;
        } catch (IOException e) {
            // There is less room: what is held now has to do, until there is more.
        }
    }

    private static void write(FileChannel channel, long position) throws IOException {
        ByteBuffer zeros = ByteBuffer.allocate(PIECE_BYTES);
        try {
            while (zeros.hasRemaining()) {
                channel.write(zeros, position + zeros.position());
            }
        } catch (IOException e) {
            // Some room stays for who only reads, which takes a few pages too.
            channel.truncate(Math.max(0, position - PIECE_BYTES));
            throw e;
        }
    }

    /** Makes it whole again if it was given up. */
    synchronized void restore() {
        if (givenUp) {
            make();
        }
    }
}
