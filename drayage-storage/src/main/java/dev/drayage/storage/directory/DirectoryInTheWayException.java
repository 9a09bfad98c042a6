package dev.drayage.storage.directory;

import java.nio.file.FileSystemException;
import java.nio.file.Path;

/** Where the file of an object has to be, there is a directory. */
public final class DirectoryInTheWayException extends FileSystemException {
    private static final long serialVersionUID = 1L;

    DirectoryInTheWayException(Path directory, FileSystemException cause) {
        super(directory.toString(), null, "there is a directory where a file has to be; move it away and try again");
        initCause(cause);
    }
}
