/** Holds an environment or an image back, or releases it; see holdPromotions.txt. */
void call(Map options = [:]) {
    promotionEngine.onAgent(options) {
        promotionEngine(command: 'hold', options: options, folder: promotionEngine.newFolder("hold-${options.env ?: 'image'}", options))
    }
    promotionShow.describe("${options.env ?: 'Image'} ${options.state ?: 'held'}")
}
