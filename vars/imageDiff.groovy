/** Says what promoting an image would change, or how two images differ; see imageDiff.txt. */
void call(Map options = [:]) {
    promotionEngine.onAgent(options) {
        promotionEngine(command: 'diff', options: options, folder: promotionEngine.newFolder("diff-${options.env ?: 'images'}", options))
    }
}
