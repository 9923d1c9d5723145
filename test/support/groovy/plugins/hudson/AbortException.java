package hudson;

import java.io.IOException;

/** A failure whose message says enough. */
public final class AbortException extends IOException {
    private static final long serialVersionUID = 1L;

    public AbortException(String message) {
        super(message);
    }
}
