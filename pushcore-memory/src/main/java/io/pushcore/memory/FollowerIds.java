package io.pushcore.memory;

import java.util.Arrays;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;

/** The numbers of owners in the order of their names: pages of numbers, so that one of a million can come and go. */
final class FollowerIds {
    private static final int PAGE = 512;

    private int[][] pages = {{}};

    boolean isEmpty() {
        return pages.length == 1 && pages[0].length == 0;
    }

    /** Adds one that is not there. */
    void add(int id, IntFunction<String> names) {
        String name = names.apply(id);
        int number = pageOf(name, names);
        int[] page = pages[number];
        if (page.length == PAGE) {
            split(number);
            add(id, names);
            return;
        }
        int at = placeIn(page, name, names);
        int[] longer = new int[page.length + 1];
        System.arraycopy(page, 0, longer, 0, at);
        longer[at] = id;
        System.arraycopy(page, at, longer, at + 1, page.length - at);
        pages[number] = longer;
    }

    /** Removes one that is there. */
    void remove(int id, IntFunction<String> names) {
        String name = names.apply(id);
        int number = pageOf(name, names);
        int[] page = pages[number];
        int at = placeIn(page, name, names);
        int[] shorter = new int[page.length - 1];
        System.arraycopy(page, 0, shorter, 0, at);
        System.arraycopy(page, at + 1, shorter, at, shorter.length - at);
        pages[number] = shorter;
        if (shorter.length == 0 && pages.length > 1) {
            int[][] fewer = new int[pages.length - 1][];
            System.arraycopy(pages, 0, fewer, 0, number);
            System.arraycopy(pages, number + 1, fewer, number, fewer.length - number);
            pages = fewer;
        }
    }

    /** Gives each whose name comes after one, in order, as long as it is taken. */
    void after(String name, IntFunction<String> names, IntPredicate taker) {
        int number = pageOf(name, names);
        int at = placeIn(pages[number], name, names);
        for (; number < pages.length; number++, at = 0) {
            for (; at < pages[number].length; at++) {
                int id = pages[number][at];
                if (!names.apply(id).equals(name) && !taker.test(id)) {
                    return;
                }
            }
        }
    }

    private void split(int number) {
        int[] page = pages[number];
        int[][] more = new int[pages.length + 1][];
        System.arraycopy(pages, 0, more, 0, number);
        System.arraycopy(pages, number + 1, more, number + 2, pages.length - number - 1);
        more[number] = Arrays.copyOf(page, PAGE / 2);
        more[number + 1] = Arrays.copyOfRange(page, PAGE / 2, PAGE);
        pages = more;
    }

    /** The last page whose first name is not after a name, or the first page. */
    private int pageOf(String name, IntFunction<String> names) {
        int low = 0;
        int high = pages.length - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (Utf8Order.INSTANCE.compare(names.apply(pages[middle][0]), name) <= 0) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    /** The place of the first in a page whose name is not before a name. */
    private static int placeIn(int[] page, String name, IntFunction<String> names) {
        int low = 0;
        int high = page.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (Utf8Order.INSTANCE.compare(names.apply(page[middle]), name) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
