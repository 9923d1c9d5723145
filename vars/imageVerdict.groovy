/** Says what people or tests think of an image; see imageVerdict.txt. */
void call(Map options = [:]) {
    promotionEngine.onAgent(options) {
        promotionEngine(command: 'verdict', options: options, folder: promotionEngine.newFolder('verdict', options))
    }
    promotionShow.describe("Verdict: ${options.is}")
}
