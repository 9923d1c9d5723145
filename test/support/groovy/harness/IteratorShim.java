package harness;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;

/** What lets `for (x in list) { step }` survive a restart in Jenkins: iterators that can be written down. */
public final class IteratorShim {
    private IteratorShim() {}

    public static <T> Iterator<T> iterator(ArrayList<T> list) {
        return new Over<>(new ArrayList<>(list));
    }

    public static <T> Iterator<T> iterator(LinkedHashSet<T> set) {
        return new Over<>(new ArrayList<>(set));
    }

    private static final class Over<T> implements Iterator<T>, Serializable {
        private static final long serialVersionUID = 1L;

        private final List<T> list;
        private int next;

        Over(List<T> list) {
            this.list = list;
        }

        @Override
        public boolean hasNext() {
            return next < list.size();
        }

        @Override
        public T next() {
            return list.get(next++);
        }
    }
}
